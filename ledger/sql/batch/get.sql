select * from badgeforge.batch where code = %(code)s
