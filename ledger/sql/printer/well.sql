-- A look shows that it is well: a stuck one is when a sheet goes in. Returns a row when it was not before.
update badgeforge.printer
set trouble = null, remedy = null, impact = null, trouble_since = null, retry_at = 'epoch'
where name = %(printer)s and trouble is not null and coalesce(impact, '') not in ('barred', 'stuck')
returning name
