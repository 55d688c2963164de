update badgeforge.printer set calibration = %(calibration)s::jsonb where name = %(printer)s
