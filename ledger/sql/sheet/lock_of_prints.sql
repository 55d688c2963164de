-- Lock the sheets on which these prints stand, before their states are read: two finishers of the last two badges must not both see the other unfinished.
select id from badgeforge.sheet
where id in (select sheet from badgeforge.print where id = any(%(ids)s::bigint[]))
order by id
for update
