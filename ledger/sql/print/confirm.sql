-- One PrintCenter job for each print that is printed and has none, in the transaction that says so. One that had a job, and lost it,
-- was printed when and where it was.
with due as (
    select p.id, p.badge, p.revision, p.copy, p.attempt, p.slot, p.sheet, p.reason, p.event, p.pdf, b.badge_id, r.content ->> 'name' as name,
           coalesce(p.printed_at, now()) as printed_at, coalesce(p.printed_by, %(printer)s::text) as printed_by
    from badgeforge.print p
    join badgeforge.badge b on b.id = p.badge
    join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision
    where p.id = any(%(ids)s::bigint[]) and p.state = 'printed' and p.confirmation is null
), emitted as (
    insert into public.oban_jobs (queue, worker, args, max_attempts)
    select %(queue)s, %(worker)s, jsonb_build_object(
               'id', d.badge_id, 'name', d.name, 'path', %(root)s || '/' || d.pdf,
               'event', d.event, 'print_id', d.id, 'revision', d.revision, 'copy', d.copy, 'attempt', d.attempt,
               'printer', d.printed_by, 'sheet', d.sheet, 'slot', d.slot,
               'printed_at', to_char(d.printed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'reprint', d.reason), 5
    from due d
    order by d.id
    returning id, (args ->> 'print_id')::bigint as print
)
update badgeforge.print p
set confirmation = e.id,
    printed_at = coalesce(p.printed_at, now()),
    printed_by = coalesce(p.printed_by, %(printer)s),
    confirmed = case when (select value from badgeforge.setting where name = 'print_center') = 'elsewhere' then 'handed over' end
from emitted e
where p.id = e.print
