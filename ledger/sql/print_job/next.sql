-- The sheet that this printer takes next. Urgent ones first; a batch's sheets in their order; a held batch shows its first sheet only;
-- a route's sheets go to its first printer that takes them and has room.
with target as materialized (
    select distinct on (route, wish, media, sides, pages) *
    from badgeforge.candidate
    where eligible and outstanding < %(outstanding)s
    order by route, wish, media, sides, pages, n
), unmade as materialized (
    select batch, min(number) as number from badgeforge.sheet where state in ('open', 'closed') and batch is not null group by batch
)
select s.id, s.attempt, s.fence, s.number, s.pdf, s.media, s.width, s.height, s.sides, s.pages, s.urgent, s.stock, s.calibration,
       coalesce(b.code, case when s.urgent then 'single' else s.route end) as batch_code, r.options
from badgeforge.sheet s
join badgeforge.route r on r.queue = s.route
left join badgeforge.batch b on b.id = s.batch
where s.state = 'imposed'
  and %(printer)s = (
      select t.name from target t
      where (t.route, t.media, t.sides, t.pages) = (s.route, s.media, s.sides, s.pages) and t.wish is not distinct from s.printer)
  and not exists (select 1 from badgeforge.print_job j where j.sheet = s.id and j.state in ('intent', 'releasing', 'released'))
  and (b.id is null or not b.held or s.number = 1)
  and s.number <= coalesce((select u.number from unmade u where u.batch = s.batch), s.number)
order by s.urgent desc, s.id
limit 1
for update of s skip locked
