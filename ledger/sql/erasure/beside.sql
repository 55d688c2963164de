-- The other badges on these sheets.
select count(distinct badge)::int as badges from badgeforge.print where sheet = any(%(sheets)s::bigint[]) and badge <> %(badge)s
