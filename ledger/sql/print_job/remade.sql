-- The sheet's PDF was made anew for the printer of this intent, unless the sheet, or the intent, is another one by now.
update badgeforge.sheet s
set pdf = %(pdf)s, calibration = %(calibration)s::jsonb, made_of = %(made_of)s
from badgeforge.print_job j
where j.id = %(id)s and j.state = 'intent' and j.holder = %(holder)s
  and s.id = j.sheet and s.state = 'imposed' and s.attempt = j.attempt
returning s.id
