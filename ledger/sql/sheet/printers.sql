-- Who might print this sheet: the printer that its prints name, else those of its route.
select unnest(case when s.printer is null then r.printers else array[s.printer] end) as printer
from badgeforge.sheet s
join badgeforge.route r on r.queue = s.route
where s.id = %(sheet)s
