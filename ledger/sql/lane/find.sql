insert into badgeforge.lane (event, route, design, stock, printer, batch, job, sheets)
values (%(event)s, %(route)s, %(design)s, %(stock)s, coalesce(%(printer)s, ''), coalesce(%(batch)s, 0), coalesce(%(job)s, 0),
        coalesce((select sheets from badgeforge.batch where id = %(batch)s), 0))
on conflict (event, route, design, stock, printer, batch, job) do update set event = excluded.event
returning id
