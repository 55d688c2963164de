-- Jobs that this node performs, as Oban's table has it, and that are none of those it knows of.
select id as job, queue, attempted_at
from public.oban_jobs
where state = 'executing' and attempted_by[1] = %(name)s and not id = any(%(running)s::bigint[])
