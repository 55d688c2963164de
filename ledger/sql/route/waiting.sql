select count(*) filter (where state = 'requested') as rendering,
       count(*) filter (where state in ('generated', 'imposed')) as waiting,
       count(*) filter (where state = 'spooled') as at_printer
from badgeforge.print
where route = %(queue)s
