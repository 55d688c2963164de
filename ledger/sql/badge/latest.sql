select r.digest, coalesce(r.job, 0) as job
from badgeforge.revision r
where r.badge = %(badge)s and r.revision = %(revision)s
