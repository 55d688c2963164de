-- Which prints wait for their confirmation to be performed, without a look at all that are printed.
create index print_unconfirmed on badgeforge.print (confirmation) where state = 'printed' and confirmed is null;
