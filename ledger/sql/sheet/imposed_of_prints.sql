select distinct s.id
from badgeforge.sheet s
join badgeforge.print p on p.sheet = s.id
where p.id = any(%(ids)s::bigint[]) and s.state = 'imposed'
