-- Sheets that wait because the printer that they would go to cannot print their kind.
select f.printer, f.route, f.why, min(f.since) as since, sum(w.sheets)::bigint as sheets
from badgeforge.refusal f
join badgeforge.waiting_for w on (w.printer, w.route, w.media, w.sides, w.pages) = (f.printer, f.route, f.media, f.sides, f.pages)
where f.until > now() - interval '10 s'
group by f.printer, f.route, f.why
order by f.printer, f.route, f.why
