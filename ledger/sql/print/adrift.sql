-- Prints to be generated whose Oban job ended, was canceled or is gone behind our back: what the reconciler settles.
select p.id, p.job, p.event, p.route, b.badge_id, j.state::text as job_state,
       p.reason is not null or coalesce(l.job, 0) <> 0 as urgent
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
left join badgeforge.lane l on l.id = p.lane
left join public.oban_jobs j on j.id = p.job
where p.state = 'requested' and p.state_at < now() - make_interval(secs => %(age)s)
  and (j.id is null or j.state in ('completed', 'cancelled', 'discarded'))
order by p.id
limit 2000
