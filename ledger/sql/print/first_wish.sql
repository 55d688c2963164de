-- The prints of the badge's latest wish without a reason, and how far their sheets are.
select p.id, p.state, p.sheet, p.batch, p.lane, s.state as sheet_state
from badgeforge.print p
left join badgeforge.sheet s on s.id = p.sheet
where p.badge = %(badge)s and p.reason is null and p.state <> 'canceled'
order by p.id
