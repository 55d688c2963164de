-- The sheets that wait for a printer or lie at it: those that wait first, each in their order.
select s.id, s.printer as wish, s.state, s.route, s.media, s.width, s.height, s.sides, s.pages, r.options,
       j.id as print_job
from badgeforge.sheet s
join badgeforge.route r on r.queue = s.route
left join badgeforge.print_job j on j.sheet = s.id and j.state in ('intent', 'releasing', 'released')
where s.state in ('imposed', 'spooled')
  and (j.printer = %(printer)s or j.id is null and exists (
      select 1 from badgeforge.waiting_for w
      where w.printer = %(printer)s and (w.route, w.media, w.sides, w.pages) = (s.route, s.media, s.sides, s.pages)
        and w.wish is not distinct from s.printer))
order by j.id is not null, s.id
