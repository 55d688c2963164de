-- May this lane's last, part-filled sheet be closed? Only once nothing of it moved for the route's linger and its queue is idle;
-- a held one never; an urgent lane (one job's prints) as soon as none of its prints is still being made.
select case
    when l.job <> 0 then not exists (select 1 from badgeforge.print p where p.lane = l.id and p.sheet is null and p.state = 'requested')
    else not l.held and r.linger is not null
        and coalesce((select max(p.state_at) from badgeforge.print p where p.lane = l.id and p.sheet is null and p.state = 'generated'),
                     now()) <= now() - make_interval(secs => r.linger)
        and not exists (
            select 1 from public.oban_jobs j
            where j.queue = l.route and (j.state = 'executing' or j.state = 'available' and j.attempt < j.max_attempts))
    end as ripe
from badgeforge.lane l
join badgeforge.route r on r.queue = l.route
where l.id = %(lane)s
