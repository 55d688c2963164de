-- Of these sheets: those with nothing left to wait for. The live prints are what can go on paper.
select s.id, s.state, s.urgent, count(p.id) filter (where p.state = 'generated') as ready
from badgeforge.sheet s
left join badgeforge.print p on p.sheet = s.id
where s.id = any(%(sheets)s::bigint[]) and s.state in ('open', 'closed')
group by s.id
having count(p.id) filter (where p.state = 'requested') = 0
order by s.id
