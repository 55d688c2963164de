-- The badge's wishes for paper, with what became of each.
select p.state, p.copy, p.reason, p.sheet, p.slot, p.printed_at, p.confirmed, p.problem, p.warnings, t.code as batch,
       coalesce(p.printed_by, (select j.printer from badgeforge.print_job j where j.sheet = p.sheet order by j.id desc limit 1)) as at_printer,
       coalesce(nullif(p.by, ''), 'job ' || p.job) as by
from badgeforge.print p
left join badgeforge.batch t on t.id = p.batch
where p.badge = %(badge)s
order by p.id
