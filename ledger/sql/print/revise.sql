-- Prints are rendered anew by this job, for a new revision or another try. A failed one whose sheet went on without it gets a new place.
with old as (
    select p.id, p.badge, p.sheet, p.batch, p.state,
           p.state = 'failed' and coalesce(s.state, 'open') <> 'open' as replaced
    from badgeforge.print p
    left join badgeforge.sheet s on s.id = p.sheet
    where p.id = any(%(ids)s::bigint[])
), moved as (
    update badgeforge.print p
    set revision = %(revision)s, job = %(job)s, state = 'requested', state_at = now(), fence = fence + 1, tries = 0, problem = null,
        sheet = case when old.replaced then null else p.sheet end,
        slot = case when old.replaced then null else p.slot end,
        lane = case when old.replaced then coalesce(p.lane, %(lane)s) else p.lane end
    from old
    where p.id = old.id
), fenced as (
    update badgeforge.sheet s set fence = fence + 1 where s.id in (select sheet from old where not replaced) and s.state = 'closed'
)
insert into badgeforge.history (what, badge, print, sheet, batch, from_state, to_state, why)
select 'print', badge, id, sheet, batch, state, 'requested', %(why)s from old
