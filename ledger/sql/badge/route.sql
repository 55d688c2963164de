select route from badgeforge.print where badge = %(badge)s order by id desc limit 1
