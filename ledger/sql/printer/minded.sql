-- Printers to look at: those that have sheets, those that sheets wait for, and those in trouble.
select p.*
from badgeforge.printer p
where p.trouble is not null and not p.paused
   or exists (select 1 from badgeforge.print_job j where j.printer = p.name and j.state in ('intent', 'releasing', 'released'))
   or p.name in (select printer from badgeforge.waiting_for)
order by p.name
