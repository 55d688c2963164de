update badgeforge.print_job set state = 'released', released_at = now() where id = %(id)s and state = 'releasing'
