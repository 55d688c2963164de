-- A job for each badge of a list, so that the first sheet is full first, whatever the order.
with inserted as (
    insert into public.oban_jobs (queue, worker, args, priority, max_attempts)
    select %(queue)s, %(worker)s, %(args)s::jsonb || jsonb_build_object('id', a.badge_id), %(priority)s, %(max_attempts)s
    from arriving a
    join (select n, min(number) as number, min(sequence) as sequence from wish group by n) w on w.n = a.n
    order by w.number nulls last, w.sequence
    returning id, args ->> 'id' as badge_id
)
update arriving a set job = i.id from inserted i where i.badge_id = a.badge_id
