-- Nodes not heard of for so long, by the database's clock.
select name, extract(epoch from now() - seen)::float as silent from badgeforge.node where seen < now() - make_interval(secs => %(seconds)s)
