-- What was canceled because this job was, and was not wished for again since.
select p.id, p.badge
from badgeforge.print p
where p.job = %(job)s and p.state = 'canceled' and p.problem = %(why)s
  and not exists (select 1 from badgeforge.print n where n.job = p.job and n.copy = p.copy and n.id > p.id)
order by p.id
