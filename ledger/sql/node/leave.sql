delete from badgeforge.node where name = %(name)s
