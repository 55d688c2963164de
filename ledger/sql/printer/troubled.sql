-- Printers that hold sheets up: paused by a person, or the last sheet was refused.
select p.name, p.trouble, p.trouble_since, p.paused, p.set_by, p.set_at
from badgeforge.printer p
where p.trouble is not null or p.paused
order by p.name
