-- Intend the sheet that this printer takes next. Urgent ones first; a batch's sheets in their order; a held batch shows its first sheet only;
-- a route's sheets go to its first printer that takes them and has room.
-- avoid: the ids of the printer's server that it must not give again. What is out has one, and what ended in doubt may have had it.
with target as materialized (
    select distinct on (route, wish, media, sides, pages) *
    from badgeforge.candidate
    where eligible and outstanding < %(outstanding)s
    order by route, wish, media, sides, pages, n
), unmade as materialized (
    select batch, min(number) as number from badgeforge.sheet where state in ('open', 'closed') and batch is not null group by batch
), next as (
    select s.id as sheet, s.attempt, s.pdf, s.media, s.width, s.height, s.sides, s.pages, s.calibration, r.options,
           concat_ws('-', coalesce(b.code, case when s.urgent then 'single' else s.route end), s.id, s.attempt, %(token)s::text) as title
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
), made as (
    insert into badgeforge.print_job (sheet, attempt, title, printer, holder)
    select sheet, attempt, title, %(printer)s, %(holder)s from next
    on conflict (sheet, attempt) where state <> 'withdrawn' do nothing
    returning id
)
select made.id, next.*, array(
           select j.cups_id
           from badgeforge.printer mine
           join badgeforge.printer p on (p.kind, p.server) = (mine.kind, mine.server)
           join badgeforge.print_job j on j.printer = p.name
           where mine.name = %(printer)s and mine.kind = 'cups' and j.cups_id is not null
             and (j.state in ('releasing', 'released') or j.state = 'uncertain' and j.ended_at > now() - interval '1 day')) as avoid
from made, next
