-- From its next attempt on a sheet that is not printed waits for this printer; null: for one of its route.
update badgeforge.sheet set printer = %(printer)s where id = %(sheet)s and state in ('imposed', 'spooled') returning id
