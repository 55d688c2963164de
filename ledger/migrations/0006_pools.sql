-- Several printers for a route: what each one's trouble means for it, what a job has done at its spooler, and who prints what.

alter table badgeforge.printer
    add remedy text,
    add impact text check (impact in ('hindered', 'stopped', 'closed', 'barred', 'stuck'));
comment on column badgeforge.printer.trouble is 'what is wrong with it, in words';
comment on column badgeforge.printer.impact is 'what the trouble keeps it from: ledger/values.py';

-- A withdrawn submission may have left a held job at a spooler that gave no answer: its row stays until the janitor has seen to it.
alter table badgeforge.print_job
    add begun_at timestamptz,
    add recalled_at timestamptz,
    drop constraint print_job_sheet_attempt_key;
create unique index print_job_attempt on badgeforge.print_job (sheet, attempt) where state <> 'withdrawn';
create index print_job_of_sheet on badgeforge.print_job (sheet);
comment on column badgeforge.print_job.begun_at is 'the spooler was seen to have begun with it: paper may have moved';
comment on column badgeforge.print_job.recalled_at is 'we asked for it back; canceled and never begun, it is ours again';

create table badgeforge.refusal (
    printer text not null references badgeforge.printer on delete cascade,
    route text not null,
    media text not null,
    sides text not null,
    pages integer not null,
    why text not null,
    since timestamptz not null default now(),
    until timestamptz not null,
    primary key (printer, route, media, sides, pages)
);
comment on table badgeforge.refusal is 'sheets of this kind cannot be printed there; asked again after a while';

-- A printer now. open: sheets may be submitted to it; well: nothing keeps it from printing them. A warning does not
-- count when a sheet was printed in spite of it (the empty tray is another one).
create view badgeforge.printer_now as
select p.name, p.outstanding, p.sound or p.impact = 'hindered' and not p.paused as open,
       p.sound or p.impact = 'hindered' and not p.paused and exists (
           select 1 from badgeforge.print_job j
           where j.printer = p.name and j.state = 'done' and j.released_at > p.trouble_since) as well
from (
    select name, impact, paused, trouble_since,
           not paused and (trouble is null or impact = 'stuck' and retry_at <= now()) as sound,
           (select count(*) from badgeforge.print_job j where j.printer = name and j.state in ('intent', 'releasing', 'released')) as outstanding
    from badgeforge.printer
) p;

-- Which printers may print which sheets: one row for each kind of sheet and each printer of its route (or the one that it names), in the
-- route's order. eligible: it takes them now, though it may be full. A hindered printer takes sheets only where none is well.
create view badgeforge.candidate as
select c.*, c.open and not c.refused and (c.well or not bool_or(c.well and not c.refused) over (
           partition by c.route, c.wish, c.media, c.sides, c.pages)) as eligible
from (
    select k.*, u.name, u.n, coalesce(p.open, false) as open, coalesce(p.well, false) as well, coalesce(p.outstanding, 0) as outstanding,
           exists (
               select 1 from badgeforge.refusal f
               where (f.printer, f.route, f.media, f.sides, f.pages) = (u.name, k.route, k.media, k.sides, k.pages) and f.until > now()
           ) as refused
    from (
        select s.route, s.printer as wish, s.media, s.sides, s.pages, count(*) filter (where s.state = 'imposed') as sheets
        from badgeforge.sheet s
        where s.state in ('imposed', 'spooled')
        group by s.route, s.printer, s.media, s.sides, s.pages
    ) k
    join badgeforge.route r on r.queue = k.route
    cross join unnest(case when k.wish is null then r.printers else array[k.wish] end) with ordinality u (name, n)
    left join badgeforge.printer_now p on p.name = u.name
) c;

-- What waits for which printer: the first that is eligible, or, where none is, the first.
create view badgeforge.waiting_for as
select distinct on (route, wish, media, sides, pages) route, wish, media, sides, pages, name as printer, sheets
from badgeforge.candidate
where sheets > 0
order by route, wish, media, sides, pages, eligible desc, n;
