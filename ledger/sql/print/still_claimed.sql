select p.id
from badgeforge.print p
join unnest(%(ids)s::bigint[], %(fences)s::bigint[]) as c (id, fence) on c.id = p.id and c.fence = p.fence
where p.state = 'requested'
