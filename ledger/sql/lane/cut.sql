-- Give the generated, unplaced prints of the lane their sheets and slots: the full sheets, and the rest where the lane is flushed.
-- The caller holds the lane's lock from an earlier statement, so that this one sees what others cut.
with ready as (
    select id, (row_number() over (order by state_at, id) - 1)::int as n, (count(*) over ())::int as total
    from badgeforge.print
    where lane = %(lane)s and sheet is null and state = 'generated'
), taken as (
    select id, n / %(capacity)s as grp, n %% %(capacity)s as position
    from ready
    where %(flush)s or n < total - total %% %(capacity)s
), lane as (
    select * from badgeforge.lane where id = %(lane)s
), cut as (
    insert into badgeforge.sheet (event, route, design, stock, printer, batch, lane, number, urgent, state)
    select l.event, l.route, l.design, l.stock, nullif(l.printer, ''), nullif(l.batch, 0), l.id, l.sheets + g.grp + 1, l.job <> 0, 'closed'
    from lane l, (select distinct grp from taken) g
    order by g.grp
    returning id, number, batch
), counted as (
    update badgeforge.lane set sheets = sheets + (select count(*) from cut), moved_at = now() where id = %(lane)s
), placed as (
    update badgeforge.print p
    set sheet = c.id, slot = (%(slots)s::text[])[t.position + 1]
    from taken t, cut c, lane l
    where p.id = t.id and c.number = l.sheets + t.grp + 1
), noted as (
    insert into badgeforge.history (what, sheet, batch, to_state) select 'sheet', id, batch, 'closed' from cut
)
select id from cut order by number
