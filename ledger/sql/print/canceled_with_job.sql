-- What was canceled because this job was, and was not wished for again since: not by this job, nor, unless it was a reprint, by a later row.
select p.id, p.badge
from badgeforge.print p
where p.job = %(job)s and p.state = 'canceled' and p.problem = %(why)s
  and not exists (select 1 from badgeforge.print n where n.job = p.job and n.copy = p.copy and n.id > p.id)
  and (p.reason is not null or not exists (
      select 1 from badgeforge.print n
      where n.badge = p.badge and n.job <> p.job and n.state <> 'canceled' and (n.reason is null or n.state <> 'failed')))
order by p.id
