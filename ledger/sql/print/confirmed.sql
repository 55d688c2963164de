update badgeforge.print
set confirmed = 'confirmed', confirmed_at = now()
where id = %(print)s and confirmed is null
