-- Give back everything that a dead node held: its jobs (a death is not their fault, so it costs none of their attempts), its duties, its
-- printers. Whoever deletes the node's row does all of it. Jobs of Elixir's nodes bear other names and are left alone.
with gone as (
    delete from badgeforge.node where name = %(name)s returning name
), freed as (
    update public.oban_jobs j
    set state = 'available',
        max_attempts = greatest(j.max_attempts, j.attempt + 1),
        meta = j.meta || jsonb_build_object('rescued', coalesce((j.meta ->> 'rescued')::int, 0) + 1)
    from gone
    where j.state = 'executing' and j.attempted_by[1] = gone.name
    returning j.queue
), unserved as (
    delete from public.oban_producers p using gone where p.node = gone.name
), undone as (
    delete from badgeforge.lease l using gone where l.holder = gone.name
), unfed as (
    update badgeforge.printer p set feeder = null, feeder_until = 'epoch' from gone where p.feeder = gone.name
)
select f.queue, count(f.queue)::int as jobs from gone left join freed f on true group by f.queue order by f.queue
