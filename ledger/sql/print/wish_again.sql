-- The same wish as a print that was canceled, with what is known of the badge now. Its request stays with the first.
insert into badgeforge.print (badge, revision, copy, event, route, design, stock, printer, batch, sequence, lane, reason, accept, by, job)
select p.badge, b.revision, p.copy, p.event, p.route, p.design, p.stock, p.printer, p.batch, p.sequence, coalesce(p.lane, %(lane)s), p.reason,
       p.accept, p.by, p.job
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
where p.id = %(print)s
