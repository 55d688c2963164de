update badgeforge.sheet
set pdf = %(pdf)s, media = %(media)s, width = %(width)s, height = %(height)s, sides = %(sides)s, pages = %(pages)s,
    calibration = %(calibration)s::jsonb, made_of = %(made_of)s
where id = %(sheet)s
