-- What a person should look at: failed, uncertain, changed since print, printed with a warning.
select b.badge_id, p.state, p.problem, p.warnings, b.changed, s.id as sheet, p.slot, t.code as batch, p.printed_by
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
left join badgeforge.sheet s on s.id = p.sheet
left join badgeforge.batch t on t.id = p.batch
where p.event = %(event)s
  and (p.state in ('failed', 'uncertain') or (p.state <> 'canceled' and (b.changed or jsonb_array_length(p.warnings) > 0)))
order by p.state, p.id
limit 500
