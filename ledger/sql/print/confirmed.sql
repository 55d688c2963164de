update badgeforge.print
set confirmed = 'confirmed', confirmed_at = now()
where id = any(%(ids)s::bigint[]) and confirmed is null
