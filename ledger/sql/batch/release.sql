update badgeforge.batch set held = false where id = %(batch)s and held returning id
