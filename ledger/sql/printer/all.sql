select p.*, n.outstanding, n.well,
       coalesce((select sum(w.sheets)::bigint from badgeforge.waiting_for w where w.printer = p.name), 0) as waiting,
       (select count(*) from badgeforge.print_job j join badgeforge.sheet s on s.id = j.sheet
        where j.printer = p.name and j.state = 'uncertain' and s.state = 'uncertain') as uncertain
from badgeforge.printer p
join badgeforge.printer_now n on n.name = p.name
order by p.name
