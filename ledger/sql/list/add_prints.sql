insert into badgeforge.print (badge, revision, copy, event, route, design, stock, printer, batch, sequence, sheet, slot, lane, job, by)
select b.id, b.revision, w.copy, t.event, t.route, t.design, t.stock, %(printer)s, t.id, w.sequence, s.id, w.slot,
       case when w.slot is null then %(lane)s::bigint end, a.job, t.by
from wish w
join arriving a on a.n = w.n
join badgeforge.batch t on t.id = %(batch)s
join badgeforge.badge b on b.id = a.badge
left join badgeforge.sheet s on s.batch = t.id and s.number = w.number
order by w.sequence
