-- Did this job come back without paper?
select id from badgeforge.print_job where id = %(id)s and state = 'withdrawn'
