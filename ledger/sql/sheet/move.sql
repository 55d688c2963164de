-- Move sheets that are in one of the source states (and, where a fence is given, bear it), and note it. Paper that goes to a printer
-- again is a new attempt, and so is a sheet that is made anew: what a spooler holds of the old one is never released.
with old as (
    select id, batch, state
    from badgeforge.sheet
    where id = any(%(ids)s::bigint[]) and state = any(%(source)s::text[])
      and (%(fence)s::bigint is null or fence = %(fence)s)
    order by id
    for update
), moved as (
    update badgeforge.sheet s
    set state = %(target)s,
        state_at = now(),
        fence = s.fence + 1,
        tries = 0,
        attempt = s.attempt + (
            %(target)s = 'imposed' and old.state in ('spooled', 'uncertain') or %(target)s = 'closed' and old.state = 'imposed')::int,
        problem = case when %(target)s in ('failed', 'uncertain', 'canceled') then %(why)s end
    from old
    where s.id = old.id
    returning s.id
), noted as (
    insert into badgeforge.history (what, sheet, batch, from_state, to_state, why, by)
    select 'sheet', id, batch, state, %(target)s, %(why)s, %(by)s
    from old
)
select id from moved
