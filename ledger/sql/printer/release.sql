update badgeforge.printer set feeder = null, feeder_until = 'epoch' where name = %(printer)s and feeder = %(holder)s
