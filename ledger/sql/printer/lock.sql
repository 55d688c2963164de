-- Whoever feeds a printer holds its row while he chooses, unless another one feeds it by now.
select * from badgeforge.printer
where name = %(printer)s and (feeder is null or feeder = %(holder)s or feeder_until < now())
for update
