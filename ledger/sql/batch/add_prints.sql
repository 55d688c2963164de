insert into badgeforge.print (badge, revision, copy, event, route, design, stock, printer, batch, sequence, sheet, slot, lane, job,
                              reason, by)
select b.id, b.revision, g.copy, t.event, t.route, t.design, t.stock, %(printer)s, t.id, g.sequence, s.id, g.slot,
       case when g.slot is null then %(lane)s::bigint end, g.job, %(reason)s, t.by
from jsonb_to_recordset(%(prints)s::jsonb) as g (badge_id text, copy int, sequence int, number int, slot text, job bigint)
join badgeforge.batch t on t.id = %(batch)s
join badgeforge.badge b on b.event = t.event and b.badge_id = g.badge_id
left join badgeforge.sheet s on s.batch = t.id and s.number = g.number
order by g.sequence
