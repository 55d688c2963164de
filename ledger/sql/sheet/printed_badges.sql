-- The badges that stand on a printed sheet, in the order of its slots.
select b.id as badge, b.badge_id, p.copy, p.slot
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
where p.sheet = %(sheet)s and p.state = 'printed' and b.erased_at is null
order by p.sequence nulls last, p.id
