-- Of these titles: those of sheets that are printed, and known to be.
select title from badgeforge.print_job where title = any(%(titles)s::text[]) and state = 'done' order by id
