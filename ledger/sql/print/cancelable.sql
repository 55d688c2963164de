-- The prints of a batch, a badge or a queue that are not final.
select p.id, p.state, b.badge_id, p.sheet, p.slot
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
where (p.batch = %(batch)s or p.badge = %(badge)s or p.route = %(queue)s)
  and p.state not in ('printed', 'canceled')
order by p.id
