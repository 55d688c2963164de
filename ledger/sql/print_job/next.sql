-- The sheet that this printer takes next. Urgent ones first; a batch's sheets in their order; a held batch shows its first sheet only;
-- a route's sheets go to its first printer that can take them.
with outstanding as (
    select printer, count(*) as n from badgeforge.print_job where state in ('intent', 'releasing', 'released') group by printer
), able as (
    select p.name
    from badgeforge.printer p
    left join outstanding o on o.printer = p.name
    where not p.paused and p.retry_at <= now() and coalesce(o.n, 0) < %(outstanding)s
)
select s.id, s.attempt, s.fence, s.number, s.pdf, s.media, s.width, s.height, s.sides, s.pages, s.urgent, s.stock, s.calibration,
       coalesce(b.code, case when s.urgent then 'single' else s.route end) as batch_code, r.options
from badgeforge.sheet s
join badgeforge.route r on r.queue = s.route
left join badgeforge.batch b on b.id = s.batch
where s.state = 'imposed'
  and %(printer)s in (select name from able)
  and case when s.printer is not null then s.printer = %(printer)s
      else %(printer)s = (
          select u.name from unnest(r.printers) with ordinality u (name, n) join able a on a.name = u.name order by u.n limit 1)
      end
  and not exists (select 1 from badgeforge.print_job j where j.sheet = s.id and j.state in ('intent', 'releasing', 'released'))
  and (b.id is null or not b.held or s.number = 1)
  and not exists (
      select 1 from badgeforge.sheet e where e.batch = s.batch and e.number < s.number and e.state in ('open', 'closed'))
order by s.urgent desc, s.id
limit 1
for update of s skip locked
