select count(*) as prints,
       count(*) filter (where p.state = 'requested') as requested,
       count(*) filter (where p.state = 'generated') as generated,
       count(*) filter (where p.state = 'imposed') as imposed,
       count(*) filter (where p.state = 'spooled') as spooled,
       count(*) filter (where p.state = 'printed') as printed,
       count(*) filter (where p.confirmed is not null) as confirmed,
       count(*) filter (where p.state = 'failed') as failed,
       count(*) filter (where p.state = 'uncertain') as uncertain,
       count(*) filter (where p.state = 'canceled') as canceled
from badgeforge.print p
where p.event = %(event)s and (%(batch)s::bigint is null or p.batch = %(batch)s)
