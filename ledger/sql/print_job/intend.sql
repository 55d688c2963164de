insert into badgeforge.print_job (sheet, attempt, title, printer, holder)
values (%(sheet)s, %(attempt)s, %(title)s, %(printer)s, %(holder)s)
on conflict (sheet, attempt) do update
set title = excluded.title, printer = excluded.printer, holder = excluded.holder, state = 'intent', cups_id = null, cups_uuid = null, at = now(),
    released_at = null, ended_at = null, evidence = null
where print_job.state = 'withdrawn'
returning id
