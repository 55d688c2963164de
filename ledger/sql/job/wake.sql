-- A job for each of these printers that has none waiting. (One that is fetched in this very moment may look before we commit: the sweep
-- sees a printer that was forgotten a second later.)
insert into public.oban_jobs (queue, worker, args, priority, max_attempts)
select %(queue)s, %(worker)s, jsonb_build_object('printer', p.name), 0, 3
from unnest(%(printers)s::text[]) as p (name)
where not exists (
    select 1 from public.oban_jobs j
    where j.state = 'available' and j.queue = %(queue)s and j.args ->> 'printer' = p.name)
