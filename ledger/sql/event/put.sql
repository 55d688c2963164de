insert into badgeforge.event (key, name, dates, place) values (%(key)s, %(name)s, %(dates)s, %(place)s)
on conflict (key) do update set name = excluded.name, dates = excluded.dates, place = excluded.place
