-- What the spooler holds, and why, or that it holds it no more.
update badgeforge.print_job j
set hold = l.hold, held_since = case when l.hold is not null then now() end
from unnest(%(ids)s::bigint[], %(holds)s::text[]) as l (id, hold)
where j.id = l.id and j.state = 'released' and j.hold is distinct from l.hold
