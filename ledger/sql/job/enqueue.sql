-- Put jobs into Oban's table and wake the producers of their queues; the caller's transaction decides.
with inserted as (
    insert into public.oban_jobs (queue, worker, args, priority, max_attempts)
    select j.queue, j.worker, j.args, coalesce(j.priority, 0), coalesce(j.max_attempts, 20)
    from jsonb_to_recordset(%(jobs)s::jsonb) as j (queue text, worker text, args jsonb, priority int, max_attempts int)
    returning id, queue, args
), woken as (
    select queue, pg_notify('public.oban_insert', json_build_object('queue', queue)::text)
    from (select distinct queue from inserted) q
)
select i.id, i.args ->> 'id' as badge_id
from inserted i
join woken w on w.queue = i.queue
order by i.id
