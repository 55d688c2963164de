select * from badgeforge.stock where digest = %(digest)s
