-- What stands where on a sheet; a failed or canceled print leaves its cell empty.
select p.id, p.slot, p.state, p.pdf, p.trim_width, p.trim_height, p.bleed, p.pages, b.badge_id
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
where p.sheet = %(sheet)s and p.state in ('requested', 'generated', 'imposed')
order by p.id
