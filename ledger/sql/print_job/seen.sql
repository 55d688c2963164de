-- What a look at the spooler has shown, unless somebody else has said more by now. From begun_at on paper may have moved.
update badgeforge.print_job j
set begun_at = case when l.begun then coalesce(j.begun_at, now()) else j.begun_at end, moving_since = l.since, server_run = l.run
from unnest(%(ids)s::bigint[], %(known)s::bigint[], %(known_runs)s::text[], %(begun)s::boolean[], %(since)s::bigint[], %(runs)s::text[])
    as l (id, known, known_run, begun, since, run)
where j.id = l.id and j.state = 'released'
  and j.moving_since is not distinct from l.known and j.server_run is not distinct from l.known_run
