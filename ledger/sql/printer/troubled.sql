-- Printers that hold sheets up: paused by a person, or a sheet was refused and one still waits.
select p.name, p.trouble, p.trouble_since, p.paused, p.set_by, p.set_at
from badgeforge.printer p
where p.paused
   or p.trouble is not null and exists (
      select 1 from badgeforge.sheet s
      join badgeforge.route r on r.queue = s.route
      where s.state = 'imposed' and (s.printer = p.name or (s.printer is null and p.name = any(r.printers))))
order by p.name
