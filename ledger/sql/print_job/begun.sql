-- The spooler was seen to have begun with these: from here on paper may have moved.
update badgeforge.print_job set begun_at = now() where id = any(%(ids)s::bigint[]) and begun_at is null
