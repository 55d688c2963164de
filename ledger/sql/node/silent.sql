-- Nodes not heard of for so long, by the database's clock.
select name from badgeforge.node where seen < now() - make_interval(secs => %(seconds)s)
