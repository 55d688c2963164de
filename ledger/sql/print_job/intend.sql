insert into badgeforge.print_job (sheet, attempt, title, printer, holder)
values (%(sheet)s, %(attempt)s, %(title)s, %(printer)s, %(holder)s)
on conflict (sheet, attempt) where state <> 'withdrawn' do nothing
returning id
