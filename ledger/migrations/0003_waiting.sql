-- Which sheets still wait for a badge, without a look at all prints.
create index print_waiting on badgeforge.print (sheet) where state = 'requested';
