-- Confirmations that were cancelled or discarded behind our back before they were performed: the same jobs run again, so that each print has
-- one. What was handed over is none of ours, and what was erased has nothing to say.
update public.oban_jobs j
set state = 'available', attempt = 0, scheduled_at = timezone('utc', now()), cancelled_at = null, discarded_at = null
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge and b.erased_at is null
where p.state = 'printed' and p.confirmed is null and j.id = p.confirmation and j.state in ('cancelled', 'discarded')
  and coalesce(greatest(j.cancelled_at, j.discarded_at), 'epoch') < timezone('utc', now()) - make_interval(secs => %(age)s)
