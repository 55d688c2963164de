-- Hold a duty for a while by the database's clock; true for the one who holds it.
insert into badgeforge.lease (duty, holder, until)
values (%(duty)s, %(holder)s, now() + make_interval(secs => %(seconds)s))
on conflict (duty) do update set holder = excluded.holder, until = excluded.until
where lease.holder = excluded.holder or lease.until < now()
returning holder
