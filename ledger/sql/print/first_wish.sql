-- The prints of the badge's latest wish without a reason, and how far their sheets are. Where all of them were canceled, a reprint that is
-- on paper, or on its way there, stands for them: nobody asked for a second badge.
with first as (
    select p.id, p.state, p.sheet, p.batch, p.lane, s.state as sheet_state
    from badgeforge.print p
    left join badgeforge.sheet s on s.id = p.sheet
    where p.badge = %(badge)s and p.reason is null and p.state <> 'canceled'
)
select * from first
union all
select p.id, 'printed', p.sheet, p.batch, p.lane, null
from badgeforge.print p
where p.badge = %(badge)s and p.reason is not null and p.state not in ('failed', 'canceled') and not exists (select from first)
order by id
