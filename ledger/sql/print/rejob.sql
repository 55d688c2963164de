update badgeforge.print set job = %(job)s where id = any(%(ids)s::bigint[]) and state = 'requested'
