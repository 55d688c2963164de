-- The funnel of a batch: how many of its prints have come so far, and what needs a person.
select count(*) as prints,
       count(*) filter (where p.state not in ('requested', 'failed', 'canceled')) as generated,
       count(*) filter (where p.state in ('imposed', 'spooled', 'printed', 'uncertain')) as imposed,
       count(*) filter (where p.state in ('spooled', 'printed', 'uncertain')) as spooled,
       count(*) filter (where p.state = 'printed') as printed,
       count(*) filter (where p.confirmed is not null) as confirmed,
       count(*) filter (where p.state = 'failed') as failed,
       count(*) filter (where p.state = 'uncertain') as uncertain,
       count(*) filter (where p.state = 'canceled') as canceled,
       count(*) filter (where p.state not in ('failed', 'canceled') and jsonb_array_length(p.warnings) > 0 and not p.accept) as warned,
       count(distinct p.sheet) filter (where p.state = 'printed') as sheets
from badgeforge.print p
where p.batch = %(batch)s
