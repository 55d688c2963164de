with asked_again as (delete from badgeforge.refusal where printer = %(printer)s)
update badgeforge.printer
set paused = %(paused)s, trouble = null, remedy = null, impact = null, trouble_since = null, retry_at = 'epoch', set_by = %(by)s, set_at = now()
where name = %(printer)s
