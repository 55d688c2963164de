select id from badgeforge.sheet where id = any(%(sheets)s::bigint[]) order by id for update
