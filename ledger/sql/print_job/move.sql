-- Move a print job, its sheet and the prints on it, all or none, and note it. Whoever wakes up late moves nothing: the job must be in one of
-- the source states, its holder's and as it was seen, and its sheet at this attempt. What is printed gets its confirmation with it.
with job as (
    select id, sheet, attempt, printer
    from badgeforge.print_job
    where id = %(id)s and state = any(%(source)s::text[])
      and (%(holder)s::text is null or holder = %(holder)s)
      and (not %(as_seen)s or moving_since is not distinct from %(since)s::bigint and server_run is not distinct from %(seen_run)s::text)
    for update
), sheet as (
    select s.id, s.batch, s.state, j.id as print_job, j.printer
    from badgeforge.sheet s
    join job j on j.sheet = s.id and j.attempt = s.attempt
    where s.state = any(%(sheet_source)s::text[])
    for update of s
), prints as (
    select p.id, p.badge, p.sheet, p.batch, p.state, s.printer
    from badgeforge.print p
    join sheet s on s.id = p.sheet
    where p.state = any(%(prints_source)s::text[])
    order by p.id
    for update of p
), moved_job as (
    update badgeforge.print_job j
    set state = %(state)s,
        cups_id = coalesce(%(cups_id)s, j.cups_id),
        cups_uuid = coalesce(%(cups_uuid)s, j.cups_uuid),
        server_run = coalesce(%(server_run)s, j.server_run),
        ended_at = case when %(state)s <> 'releasing' then now() end,
        evidence = case when %(state)s <> 'releasing' then %(why)s end
    from sheet s
    where j.id = s.print_job
), moved_sheet as (
    update badgeforge.sheet s
    set state = %(sheet_to)s, state_at = now(), fence = s.fence + 1, tries = 0,
        attempt = s.attempt + (%(sheet_to)s = 'imposed' and o.state = 'spooled')::int,
        problem = case when %(sheet_to)s = 'uncertain' then %(why)s end
    from sheet o
    where s.id = o.id
), emitted as (
    insert into public.oban_jobs (queue, worker, args, max_attempts)
    select %(queue)s, %(worker)s, c.args || jsonb_build_object(
               'path', %(root)s || '/' || c.pdf, 'printer', p.printer, 'printed_at', badgeforge.utc(now())), 5
    from prints p
    join badgeforge.confirmation c on c.print = p.id
    where %(prints_to)s = 'printed'
    order by p.id
    returning id, (args ->> 'print_id')::bigint as print
), moved as (
    update badgeforge.print p
    set state = %(prints_to)s, state_at = now(), fence = p.fence + 1,
        attempt = p.attempt + (%(prints_to)s = 'imposed' and o.state = 'spooled')::int,
        problem = case when %(prints_to)s = 'uncertain' then %(why)s end,
        confirmation = e.id,
        printed_at = case when e.id is not null then now() end,
        printed_by = case when e.id is not null then o.printer end,
        confirmed = case when e.id is not null and (select value from badgeforge.setting where name = 'print_center') = 'elsewhere'
                         then 'handed over' end
    from prints o
    left join emitted e on e.print = o.id
    where p.id = o.id
    returning p.id
), noted as (
    insert into badgeforge.history (what, badge, print, sheet, batch, from_state, to_state, why, by)
    select 'sheet', null, null, id, batch, state, %(sheet_to)s, %(why)s, %(by)s from sheet
    union all
    select 'print', badge, id, sheet, batch, state, %(prints_to)s, %(why)s, %(by)s from prints
)
select printer, sheet.id as sheet, array(select id from moved order by id) as prints from sheet
