update badgeforge.badge set changed = false, erased_at = coalesce(erased_at, now()) where id = %(badge)s
