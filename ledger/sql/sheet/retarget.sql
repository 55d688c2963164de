-- From its next attempt on a sheet that is not printed waits for this printer; null: for one of its route. Lock it first: a sheet that
-- somebody hands over, or took back, meanwhile stays as it is.
update badgeforge.sheet s set printer = %(printer)s
where s.id = %(sheet)s and s.state in ('imposed', 'spooled')
  and %(print_job)s::bigint is not distinct from (
      select max(j.id) from badgeforge.print_job j where j.sheet = s.id and j.state in ('intent', 'releasing', 'released'))
returning id
