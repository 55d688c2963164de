select s.*, j.id as print_job, j.printer as fed_to, j.evidence
from badgeforge.sheet s
left join lateral (select * from badgeforge.print_job j where j.sheet = s.id order by j.id desc limit 1) j on true
where s.id = %(sheet)s
