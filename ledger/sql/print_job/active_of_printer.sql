select j.id, j.title, j.cups_id, j.cups_uuid
from badgeforge.print_job j
where j.printer = %(printer)s and j.state in ('intent', 'releasing', 'released')
order by j.id
