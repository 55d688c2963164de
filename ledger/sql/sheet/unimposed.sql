-- Closed sheets that no job is going to impose (a lost job, a lost wake-up): what the sweep enqueues again.
select s.id, s.urgent
from badgeforge.sheet s
where s.state = 'closed' and s.state_at < now() - make_interval(secs => %(age)s)
  and not exists (
      select 1 from badgeforge.print p where p.sheet = s.id and p.state = 'requested')
  and not exists (
      select 1 from public.oban_jobs j
      where j.queue = 'sheets' and j.state in ('available', 'scheduled', 'retryable', 'executing') and j.args ->> 'sheet' = s.id::text)
order by s.id
limit 1000
