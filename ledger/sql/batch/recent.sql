select b.code, b.at, b.sheets, b.source, b.held, count(p.id) as prints,
       count(p.id) filter (where p.state = 'printed') as printed,
       count(p.id) filter (
           where p.state in ('failed', 'uncertain') or p.state <> 'canceled' and jsonb_array_length(p.warnings) > 0 and not p.accept) as attention
from badgeforge.batch b
left join badgeforge.print p on p.batch = b.id
where b.event = %(event)s
group by b.id
order by b.id desc
limit 20
