-- Lanes with generated prints that stand on no sheet: what the sweep looks at.
select distinct lane from badgeforge.print where sheet is null and state = 'generated' and lane is not null
