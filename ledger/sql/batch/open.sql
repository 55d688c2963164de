with next as (
    select nextval(pg_get_serial_sequence('badgeforge.batch', 'id')) as id
)
insert into badgeforge.batch (id, code, event, route, design, stock, sheets, held, source, by)
overriding system value
select id, 'b' || id, %(event)s, %(route)s, %(design)s, %(stock)s, %(sheets)s, %(held)s, %(source)s, %(by)s from next
returning id, code
