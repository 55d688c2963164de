-- Printers that hold sheets up: paused by a person, given up on a sheet, or in trouble while a queue of theirs has work.
with waiting as (select printer, sum(sheets)::bigint as sheets from badgeforge.waiting_for group by printer)
select p.name, p.trouble, p.remedy, p.trouble_since, p.paused, p.set_by, p.set_at, n.outstanding, coalesce(w.sheets, 0) as waiting
from badgeforge.printer p
join badgeforge.printer_now n on n.name = p.name
left join waiting w on w.printer = p.name
where p.paused or p.trouble is not null and not n.well and (p.impact = 'barred' or n.outstanding > 0 or w.sheets > 0 or exists (
    select 1
    from badgeforge.route r
    join badgeforge.print q on q.route = r.queue and q.state in ('requested', 'generated', 'imposed', 'spooled')
    where p.name = any(r.printers)))
order by p.name
