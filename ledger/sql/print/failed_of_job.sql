select id, revision from badgeforge.print where job = %(job)s and state = 'failed' order by id for update
