-- Become the one who submits to this printer, for a while by the database's clock.
update badgeforge.printer
set feeder = %(holder)s, feeder_until = now() + make_interval(secs => %(seconds)s)
where name = %(printer)s and (feeder is null or feeder = %(holder)s or feeder_until < now())
returning *
