-- The sheet's PDF is in the store: it and its prints are imposed, with a note. A sheet whose fence moved on (another worker, another plan) is
-- left alone.
with old as (
    select id, batch, state
    from badgeforge.sheet
    where id = %(sheet)s and state = 'closed' and fence = %(fence)s
    for update
), moved as (
    update badgeforge.sheet s
    set state = 'imposed', state_at = now(), fence = s.fence + 1, tries = 0, problem = null,
        pdf = %(pdf)s, media = %(media)s, width = %(width)s, height = %(height)s, sides = %(sides)s, pages = %(pages)s,
        calibration = %(calibration)s::jsonb, made_of = %(made_of)s
    from old
    where s.id = old.id
    returning s.id
), prints as (
    select p.id, p.badge, p.sheet, p.batch, p.state
    from badgeforge.print p
    where p.id = any(%(ids)s::bigint[]) and p.state = 'generated' and exists (select from old)
    order by p.id
    for update
), moved_prints as (
    update badgeforge.print p
    set state = 'imposed', state_at = now(), fence = p.fence + 1, problem = null
    from prints
    where p.id = prints.id
), noted as (
    insert into badgeforge.history (what, badge, print, sheet, batch, from_state, to_state, why)
    select 'sheet', null, null, id, batch, state, 'imposed', %(why)s from old
    union all
    select 'print', badge, id, sheet, batch, state, 'imposed', '' from prints
)
select id from moved
