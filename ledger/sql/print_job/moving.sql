update badgeforge.print_job j
set moving_since = m.since
from unnest(%(ids)s::bigint[], %(since)s::bigint[]) as m (id, since)
where j.id = m.id and j.state = 'released'
