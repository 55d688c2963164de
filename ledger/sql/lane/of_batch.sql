-- The lane of a batch's corrected prints, with the batch's own design and stock; made where it is new. Nothing without a batch.
insert into badgeforge.lane (event, route, design, stock, printer, batch, sheets)
select p.event, p.route, p.design, p.stock, coalesce(p.printer, ''), b.id, b.sheets
from badgeforge.print p
join badgeforge.batch b on b.id = p.batch
where p.id = %(print)s
on conflict (event, route, design, stock, printer, batch, job) do update set event = excluded.event
returning id
