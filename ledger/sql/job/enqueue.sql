-- Put jobs into Oban's table; its trigger wakes their queues when the caller's transaction commits.
with inserted as (
    insert into public.oban_jobs (queue, worker, args, priority, max_attempts)
    select j.queue, j.worker, j.args, coalesce(j.priority, 0), coalesce(j.max_attempts, 20)
    from jsonb_to_recordset(%(jobs)s::jsonb) as j (queue text, worker text, args jsonb, priority int, max_attempts int)
    returning id, args
)
select id, args ->> 'id' as badge_id from inserted order by id
