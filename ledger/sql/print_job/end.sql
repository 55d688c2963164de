update badgeforge.print_job
set state = %(state)s, ended_at = now(), evidence = %(evidence)s
where id = %(id)s and state = any(%(source)s::text[])
returning sheet, printer
