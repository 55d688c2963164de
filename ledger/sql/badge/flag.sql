update badgeforge.badge set changed = %(changed)s where id = %(badge)s and changed <> %(changed)s
