-- Unless somebody else has said by now since when.
update badgeforge.print_job j
set moving_since = m.since
from unnest(%(ids)s::bigint[], %(known)s::bigint[], %(since)s::bigint[]) as m (id, known, since)
where j.id = m.id and j.state = 'released' and j.moving_since is not distinct from m.known
