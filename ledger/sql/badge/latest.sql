-- The badge's latest revision, and what its last print says.
select r.digest, coalesce(r.job, 0) as job, (
           select q.digest
           from badgeforge.print p
           join badgeforge.revision q on q.badge = p.badge and q.revision = p.revision
           where p.badge = r.badge and p.state not in ('failed', 'canceled')
           order by p.id desc
           limit 1) as printed
from badgeforge.revision r
where r.badge = %(badge)s and r.revision = %(revision)s
