-- A look shows that it is well, or (stuck) a sheet went in. Returns a row when it was not before.
update badgeforge.printer
set trouble = null, remedy = null, impact = null, trouble_since = null, retry_at = 'epoch'
where name = %(printer)s and trouble is not null and impact is distinct from 'barred' and (impact is not distinct from 'stuck') = %(stuck)s
returning name
