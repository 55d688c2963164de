update badgeforge.printer
set paused = %(paused)s, trouble = null, trouble_since = null, retry_at = 'epoch', set_by = %(by)s, set_at = now()
where name = %(printer)s
