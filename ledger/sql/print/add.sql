insert into badgeforge.print (badge, revision, copy, event, route, design, stock, printer, lane, reason, request, accept, by, job)
select %(badge)s, %(revision)s, n, %(event)s, %(route)s, %(design)s, %(stock)s, %(printer)s, %(lane)s, %(reason)s, %(request)s,
       %(accept)s, %(by)s, %(job)s
from generate_series(1, %(copies)s) n
on conflict do nothing
returning id
