-- What a person should look at: failed, uncertain, changed since print (told once a badge), printed with a warning that nobody accepted.
with looked as (
    select p.*, b.badge_id, coalesce(p.printed_by, (
               select j.printer from badgeforge.print_job j where j.sheet = p.sheet order by j.id desc limit 1)) as at_printer,
           b.changed and p.id = (select max(l.id) from badgeforge.print l where l.badge = b.id and l.state <> 'canceled') as changed
    from badgeforge.print p
    join badgeforge.badge b on b.id = p.badge
    where p.event = %(event)s and p.state <> 'canceled' and (%(batch)s::bigint is null or p.batch = %(batch)s)
      and (p.state in ('failed', 'uncertain') or b.changed or jsonb_array_length(p.warnings) > 0 and not p.accept)
)
select badge_id, state, problem, warnings, changed, sheet, slot, at_printer
from looked
where state in ('failed', 'uncertain') or changed or jsonb_array_length(warnings) > 0 and not accept
order by state, id
