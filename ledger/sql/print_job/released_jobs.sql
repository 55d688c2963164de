-- Released print jobs: what the poller follows.
select j.id, j.sheet, j.title, j.printer, j.cups_id, j.cups_uuid, s.urgent
from badgeforge.print_job j
join badgeforge.sheet s on s.id = j.sheet
where j.state = 'released'
order by j.id
