-- A job, as job/wake.sql makes it, for each printer that might print this sheet.
insert into public.oban_jobs (queue, worker, args, priority, max_attempts)
select %(queue)s, %(worker)s, jsonb_build_object('printer', u.name), 0, 3
from badgeforge.sheet s
join badgeforge.route r on r.queue = s.route
cross join unnest(case when s.printer is null then r.printers else array[s.printer] end) as u (name)
where s.id = %(sheet)s and not exists (
    select 1 from public.oban_jobs j
    where j.state = 'available' and j.queue = %(queue)s and j.args ->> 'printer' = u.name)
