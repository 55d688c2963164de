select distinct p.lane
from badgeforge.print p
where p.route = %(queue)s and p.sheet is null and p.state = 'generated' and p.lane is not null
