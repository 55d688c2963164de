-- Released sheets that their spooler holds.
select j.printer, j.cups_id, j.sheet, j.hold, j.held_since, p.server
from badgeforge.print_job j
join badgeforge.printer p on p.name = j.printer
where j.state = 'released' and j.hold is not null
order by j.printer, j.cups_id
