select id, state from badgeforge.print where sheet = any(%(sheets)s::bigint[]) order by id
