-- Queues with badges that a node brings forward, rows that nobody has read yet among them.
select route from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')
union
select queue from public.oban_jobs where state = 'available' and worker = %(generate)s
order by route
