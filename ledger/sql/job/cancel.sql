-- Cancel the jobs of these prints that have not begun.
update public.oban_jobs
set state = 'cancelled', cancelled_at = timezone('utc', now())
where id in (select job from badgeforge.print where id = any(%(ids)s::bigint[]))
  and state in ('available', 'scheduled', 'retryable')
