insert into badgeforge.sheet (event, route, design, stock, printer, batch, number, urgent)
select b.event, b.route, b.design, b.stock, %(printer)s, b.id, n, %(urgent)s
from badgeforge.batch b, generate_series(1, b.sheets) n
where b.id = %(batch)s
order by n
