-- What of a badge cannot be taken back now: paper may move, nobody knows whether it did, or its confirmation is not performed.
select p.state, p.sheet, p.slot
from badgeforge.print p
left join public.oban_jobs j on j.id = p.confirmation and j.queue = %(printing)s
where p.badge = %(badge)s
  and (p.state in ('spooled', 'uncertain') or p.state = 'printed' and j.state in ('available', 'scheduled', 'executing', 'retryable'))
order by p.id
