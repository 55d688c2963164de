-- Move prints that are in one of the source states, and note it; paper that goes to a printer again is a new attempt. Who imposes a sheet
-- that one of them leaves is shut out: what was read of it is out of date.
with old as (
    select id, badge, sheet, batch, state
    from badgeforge.print
    where id = any(%(ids)s::bigint[]) and state = any(%(source)s::text[])
    order by id
    for update
), moved as (
    update badgeforge.print p
    set state = %(target)s,
        state_at = now(),
        fence = p.fence + 1,
        attempt = p.attempt + (%(target)s = 'imposed' and old.state in ('spooled', 'uncertain'))::int,
        problem = case when %(target)s in ('failed', 'uncertain', 'canceled') then %(why)s end
    from old
    where p.id = old.id
    returning p.id
), fenced as (
    update badgeforge.sheet s
    set fence = s.fence + 1
    where %(target)s in ('failed', 'canceled') and s.id in (select sheet from old) and s.state = 'closed'
), noted as (
    insert into badgeforge.history (what, badge, print, sheet, batch, from_state, to_state, why, by)
    select 'print', badge, id, sheet, batch, state, %(target)s, %(why)s, %(by)s
    from old
)
select id from moved
