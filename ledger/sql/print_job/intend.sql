-- avoid: the ids of the printer's server that it must not give again. What is out has one, and what ended in doubt may have had it.
insert into badgeforge.print_job (sheet, attempt, title, printer, holder)
values (%(sheet)s, %(attempt)s, %(title)s, %(printer)s, %(holder)s)
on conflict (sheet, attempt) where state <> 'withdrawn' do nothing
returning id, array(
    select j.cups_id
    from badgeforge.printer mine
    join badgeforge.printer p on (p.kind, p.server) = (mine.kind, mine.server)
    join badgeforge.print_job j on j.printer = p.name
    where mine.name = %(printer)s and mine.kind = 'cups' and j.cups_id is not null
      and (j.state in ('releasing', 'released') or j.state = 'uncertain' and j.ended_at > now() - interval '1 day')) as avoid
