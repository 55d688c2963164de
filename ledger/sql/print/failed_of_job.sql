-- What failed of a job, with what is known of its badge now.
select p.id, b.revision
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
where p.job = %(job)s and p.state = 'failed'
order by p.id
for update of p
