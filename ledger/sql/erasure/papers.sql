-- How the print jobs of these sheets are called, printer by printer: a title is batch-sheet-attempt-token.
select distinct j.printer, regexp_replace(j.title, '[^-]+-[^-]+$', '') as titles
from badgeforge.print_job j
where j.sheet = any(%(sheets)s::bigint[]) and j.state not in ('intent', 'releasing', 'released')
order by 1, 2
