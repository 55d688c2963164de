-- The spooler gave no answer: intents that this holder had are withdrawn. What it may hold of them is never released.
update badgeforge.print_job
set state = 'withdrawn', ended_at = now(), evidence = %(why)s
where printer = %(printer)s and holder = %(holder)s and state = 'intent'
returning sheet
