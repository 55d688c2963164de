delete from badgeforge.lease where holder = %(holder)s
