update public.oban_jobs
set state = 'available', max_attempts = greatest(max_attempts, attempt + 1)
where id = any(%(jobs)s::bigint[]) and state = 'executing' and attempted_by[1] = %(name)s
