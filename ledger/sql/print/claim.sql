-- Take the prints that these jobs are to render: a new fence shuts out whoever held them before.
with claimed as (
    update badgeforge.print
    set fence = fence + 1
    where job = any(%(jobs)s::bigint[]) and state = 'requested'
    returning *
)
select c.id, c.job, c.fence, c.accept, c.design, c.reason is not null or coalesce(l.job, 0) <> 0 as urgent,
       c.batch is not null as in_batch,
       b.badge_id, c.event, r.content,
       coalesce(e.name, '') as event_name, coalesce(e.dates, '') as event_dates, coalesce(e.place, '') as event_place
from claimed c
join badgeforge.badge b on b.id = c.badge
join badgeforge.revision r on r.badge = c.badge and r.revision = c.revision
left join badgeforge.lane l on l.id = c.lane
left join badgeforge.event e on e.key = c.event
order by c.id
