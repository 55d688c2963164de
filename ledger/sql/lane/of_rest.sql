-- Where the prints of a batch wait that fill no sheet: in its own lane until they are flushed, or in the route's stream.
insert into badgeforge.lane (event, route, design, stock, printer, batch, sheets, held)
select b.event, b.route, b.design, b.stock, coalesce(%(printer)s, ''), case when %(held)s then b.id else 0 end,
       case when %(held)s then b.sheets else 0 end, %(held)s
from badgeforge.batch b
where b.id = %(batch)s
on conflict (event, route, design, stock, printer, batch, job) do update set event = excluded.event
returning id
