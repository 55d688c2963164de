-- Of these titles: those of submissions that ended long ago. Titles that we do not know are somebody else's.
select title
from badgeforge.print_job
where title = any(%(titles)s::text[]) and state not in ('intent', 'releasing') and ended_at < now() - make_interval(secs => %(age)s)
order by id
