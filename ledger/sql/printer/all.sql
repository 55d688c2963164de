select p.*,
       (select count(*) from badgeforge.print_job j where j.printer = p.name and j.state in ('intent', 'releasing', 'released')) as outstanding,
       (select count(*) from badgeforge.sheet s join badgeforge.route r on r.queue = s.route
        where s.state = 'imposed' and (s.printer = p.name or (s.printer is null and r.printers[1] = p.name))) as waiting,
       (select count(*) from badgeforge.print_job j join badgeforge.sheet s on s.id = j.sheet
        where j.printer = p.name and j.state = 'uncertain' and s.state = 'uncertain') as uncertain
from badgeforge.printer p
order by p.name
