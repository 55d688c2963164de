select * from badgeforge.printer where name = %(printer)s
