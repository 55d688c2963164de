-- Whoever wakes up late ends no print job whose sheet is at another attempt by now. (An intent comes to nothing whatever its sheet does.)
update badgeforge.print_job j
set state = %(state)s, ended_at = now(), evidence = %(evidence)s
from badgeforge.sheet s
where j.id = %(id)s and j.state = any(%(source)s::text[])
  and s.id = j.sheet and (s.attempt = j.attempt or j.state = 'intent')
returning j.sheet, j.printer
