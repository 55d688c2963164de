-- Queues with badges that a node brings forward.
select distinct route from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled') order by route
