-- These jobs have ended well, unless somebody gave one to another worker meanwhile: it has another time then.
update public.oban_jobs j
set state = %(state)s, completed_at = timezone('utc', now())
from unnest(%(ids)s::bigint[], %(attempted)s::timestamptz[]) as a (id, attempted)
where j.id = a.id and j.state = 'executing' and j.attempted_at = timezone('utc', a.attempted)
returning j.id
