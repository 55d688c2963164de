-- An intent that never reached the spooler leaves no row: a sheet that is refused is tried again every few seconds, all night.
delete from badgeforge.print_job where id = %(id)s and state = 'intent'
