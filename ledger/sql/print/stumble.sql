-- The prints' slot died or took too long under them: count it. A node that is killed says nothing of the badges that it had in hand.
update badgeforge.print p
set tries = p.tries + 1
from unnest(%(ids)s::bigint[], %(fences)s::bigint[]) as c (id, fence)
where p.id = c.id and p.fence = c.fence and p.state = 'requested'
returning p.tries
