-- Open sheets with nothing left to wait for: what the sweep closes when a closer died.
select s.id
from badgeforge.sheet s
where s.state = 'open'
  and not exists (select 1 from badgeforge.print p where p.sheet = s.id and p.state = 'requested')
order by s.id
limit 1000
