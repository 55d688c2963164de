-- Released print jobs: what the poller follows.
select j.id, j.sheet, j.title, j.printer, j.cups_id, j.cups_uuid, j.begun_at is not null as begun,
       j.moving_since, j.server_run, j.hold, s.urgent,
       -- As long as its server is not restarted, no paper of it moves: the printer waits for a person, or its queue is stopped.
       case when j.begun_at is null then coalesce(p.impact = 'stopped' and p.trouble_since < now() - interval '5 seconds', false)
            else j.moving_since is null end as at_rest
from badgeforge.print_job j
join badgeforge.sheet s on s.id = j.sheet
join badgeforge.printer p on p.name = j.printer
where j.state = 'released'
order by j.id
