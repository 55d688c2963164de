-- The next sheet of a printer without a look at all that wait.
create index sheet_next on badgeforge.sheet (urgent desc, id) where state = 'imposed';
