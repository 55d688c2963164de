-- What is known of each badge of a list; the states are those of first_wish.sql. content: where it differs.
select a.n, a.badge_id, a.digest, a.copies, case when r.digest <> a.digest then a.content end as content,
       b.erased_at is not null as erased, r.digest as latest, coalesce(r.job, 0) as job,
       (array_agg(q.digest order by p.id desc) filter (where p.state not in ('failed', 'canceled')))[1] as printed,
       coalesce(
           array_agg(p.state order by p.id) filter (where p.reason is null and p.state <> 'canceled'),
           array_agg('printed'::text) filter (where p.reason is not null and p.state not in ('failed', 'canceled')),
           '{}') as states
from arriving a
join badgeforge.badge b on b.id = a.badge
left join badgeforge.revision r on r.badge = b.id and r.revision = b.revision
left join badgeforge.print p on p.badge = b.id
left join badgeforge.revision q on q.badge = p.badge and q.revision = p.revision
group by a.n, b.id, r.digest, r.job
order by a.n
