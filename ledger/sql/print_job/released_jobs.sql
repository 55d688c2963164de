-- Released print jobs of these printers: what the poller follows.
select j.id, j.sheet, j.title, j.printer, j.cups_id, j.cups_uuid, j.released_at
from badgeforge.print_job j
where j.state = 'released'
order by j.id
