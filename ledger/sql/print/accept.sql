-- A person says that the badges on a sheet, or of a batch, are good as they came out: warned of, or changed since. Returns which.
with good as (
    select p.id, p.badge, p.sheet, p.batch, jsonb_array_length(p.warnings) > 0 and not p.accept as warned,
           b.changed and p.id = (select max(l.id) from badgeforge.print l where l.badge = b.id and l.state <> 'canceled') as changed
    from badgeforge.print p
    join badgeforge.badge b on b.id = p.badge
    where (p.sheet = %(sheet)s or p.batch = %(batch)s) and p.state = 'printed'
), accepted as (
    update badgeforge.print set accept = true where id in (select id from good where warned)
), unflagged as (
    update badgeforge.badge set changed = false where id in (select badge from good where changed)
)
insert into badgeforge.history (what, badge, print, sheet, batch, why, by)
select 'accepted', badge, id, sheet, batch, case when warned then 'good, in spite of its warning' else 'good, though changed since print' end, %(by)s
from good
where warned or changed
order by id
returning print
