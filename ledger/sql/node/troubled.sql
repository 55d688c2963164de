-- Live nodes that cannot do their work, and why.
select name, trouble from badgeforge.node where trouble is not null order by name
