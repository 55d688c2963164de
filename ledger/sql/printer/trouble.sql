-- What is wrong with a printer now. Returns a row when that is news. It began when these words were first said; what a person must look at
-- first (barred) is not overwritten by less.
update badgeforge.printer p
set trouble = %(words)s, remedy = %(remedy)s, impact = %(impact)s,
    trouble_since = case when o.trouble = %(words)s then o.trouble_since else now() end,
    retry_at = now() + make_interval(secs => %(seconds)s)
from (select name, trouble, trouble_since from badgeforge.printer where name = %(printer)s for update) o
where p.name = o.name and p.impact is distinct from 'barred'
returning o.trouble is distinct from %(words)s as news
