insert into badgeforge.setting (name, value) values (%(name)s, %(value)s) on conflict (name) do nothing
