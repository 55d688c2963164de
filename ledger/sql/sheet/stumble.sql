-- The sheet's slot died or took too long under it: count it.
update badgeforge.sheet set tries = tries + 1 where id = %(sheet)s and fence = %(fence)s and state = 'closed' returning tries
