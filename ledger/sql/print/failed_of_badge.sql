select id from badgeforge.print where badge = %(badge)s and state = 'failed' order by id
