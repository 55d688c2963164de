insert into badgeforge.lane (event, route, design, stock, printer, job)
values (%(event)s, %(route)s, %(design)s, %(stock)s, coalesce(%(printer)s, ''), %(job)s)
on conflict (event, route, design, stock, printer, batch, job) do update set event = excluded.event
returning id
