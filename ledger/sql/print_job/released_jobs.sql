-- Released print jobs: what the poller follows.
select j.id, j.sheet, j.title, j.printer, j.cups_id, j.cups_uuid, j.begun_at is not null as begun,
       j.moving_since, s.urgent, p.server
from badgeforge.print_job j
join badgeforge.sheet s on s.id = j.sheet
join badgeforge.printer p on p.name = j.printer
where j.state = 'released'
order by j.id
