-- A printer cannot print sheets of this one's kind: not asked again for a while. Returns whether that is news.
with told as (
    select s.route, s.media, s.sides, s.pages, f.why
    from badgeforge.sheet s
    left join badgeforge.refusal f on (f.printer, f.route, f.media, f.sides, f.pages) = (%(printer)s, s.route, s.media, s.sides, s.pages)
    where s.id = %(sheet)s
)
insert into badgeforge.refusal (printer, route, media, sides, pages, why, until)
select %(printer)s, route, media, sides, pages, %(why)s, now() + make_interval(secs => %(seconds)s)
from told
on conflict (printer, route, media, sides, pages) do update
set why = excluded.why, until = excluded.until, since = case when refusal.why = excluded.why then refusal.since else now() end
returning (select told.why from told) is distinct from %(why)s as news
