-- All that happened of one event, oldest first: whose badge and print it was, on which sheet, and the printer that had the sheet then.
select h.id, h.at, coalesce(g.event, s.event, t.event) as event, g.badge_id as badge, h.print, p.copy, p.reason as wish,
       h.what, h.from_state, h.to_state, t.code as batch, h.sheet, case when p.sheet = h.sheet then p.slot end as slot,
       j.printer, j.attempt, h.by, h.why
from badgeforge.history h
left join badgeforge.badge g on g.id = h.badge
left join badgeforge.print p on p.id = h.print
left join badgeforge.sheet s on s.id = h.sheet
left join badgeforge.batch t on t.id = coalesce(h.batch, s.batch, p.batch)
left join lateral (
    select j.printer, j.attempt from badgeforge.print_job j where j.sheet = h.sheet and j.at <= h.at order by j.id desc limit 1
) j on h.from_state in ('spooled', 'uncertain') or h.to_state in ('spooled', 'printed', 'uncertain')
where coalesce(g.event, s.event, t.event, %(event)s) = %(event)s
  and (%(since)s::timestamptz is null or h.at >= %(since)s)
order by h.id
