insert into badgeforge.node (name) values (%(name)s) on conflict (name) do update set seen = now()
