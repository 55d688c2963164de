-- Take the prints that these jobs are to render: a new fence shuts out whoever held them before. `rendered`: what became of the same
-- revision in the same design before; whether that is still what would be made now is the reader's to compare.
with claimed as (
    update badgeforge.print
    set fence = fence + 1
    where job = any(%(jobs)s::bigint[]) and state = 'requested'
    returning *
)
select c.id, c.job, c.fence, c.accept, c.design, c.reason is not null or coalesce(l.job, 0) <> 0 as urgent,
       c.batch is not null as in_batch,
       b.badge_id, c.event, r.content,
       coalesce(e.name, '') as event_name, coalesce(e.dates, '') as event_dates, coalesce(e.place, '') as event_place,
       coalesce(e.language, '') as event_language, f.rendered
from claimed c
join badgeforge.badge b on b.id = c.badge
join badgeforge.revision r on r.badge = c.badge and r.revision = c.revision
left join badgeforge.lane l on l.id = c.lane
left join badgeforge.event e on e.key = c.event
left join lateral (
    select jsonb_build_object('pdf', f.pdf, 'trim_width', f.trim_width, 'trim_height', f.trim_height, 'bleed', f.bleed,
                              'pages', f.pages, 'warnings', f.warnings, 'made_of', f.made_of) as rendered
    from badgeforge.print f
    where f.badge = c.badge and f.revision = c.revision and f.design = c.design and f.made_of is not null and f.state <> 'failed'
      and (c.accept or not f.accept)
    order by f.id desc
    limit 1
) f on true
order by c.id
