-- Prints on their way whose job somebody cancelled with SQL, in Oban Web or from Elixir, before paper could move.
select p.id
from badgeforge.print p
join public.oban_jobs j on j.id = p.job and j.state = 'cancelled'
where p.state in ('generated', 'imposed')
order by p.id
limit 2000
