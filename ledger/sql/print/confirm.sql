-- One PrintCenter job more for each print that is printed and lost the one that it had: it was printed when and where it was.
with due as (
    select id, printed_at, printed_by
    from badgeforge.print
    where id = any(%(ids)s::bigint[]) and state = 'printed' and confirmation is null
), emitted as (
    insert into public.oban_jobs (queue, worker, args, max_attempts)
    select %(queue)s, %(worker)s, c.args || jsonb_build_object(
               'path', %(root)s || '/' || c.pdf, 'printer', d.printed_by, 'printed_at', badgeforge.utc(d.printed_at)), 5
    from due d
    join badgeforge.confirmation c on c.print = d.id
    order by d.id
    returning id, (args ->> 'print_id')::bigint as print
)
update badgeforge.print p
set confirmation = e.id,
    confirmed = case when (select value from badgeforge.setting where name = 'print_center') = 'elsewhere' then 'handed over' end
from emitted e
where p.id = e.print
