insert into badgeforge.event (key, name, dates, place, language) values (%(key)s, %(name)s, %(dates)s, %(place)s, %(language)s)
on conflict (key) do update
set name = excluded.name, dates = excluded.dates, place = excluded.place, language = excluded.language
