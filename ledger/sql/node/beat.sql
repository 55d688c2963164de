insert into badgeforge.node (name, trouble) values (%(name)s, %(trouble)s)
on conflict (name) do update set seen = now(), trouble = excluded.trouble
