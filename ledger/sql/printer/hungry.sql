-- Printers that could take a sheet, or that left a submission unfinished: what the sweep feeds.
select p.name
from badgeforge.printer p
where not p.paused and p.retry_at <= now()
  and (select count(*) from badgeforge.print_job j where j.printer = p.name and j.state in ('intent', 'releasing', 'released')) < %(outstanding)s
  and exists (
      select 1 from badgeforge.sheet s
      join badgeforge.route r on r.queue = s.route
      where s.state = 'imposed' and (s.printer = p.name or (s.printer is null and p.name = any(r.printers))))
union
select j.printer
from badgeforge.print_job j
join badgeforge.printer p on p.name = j.printer
where j.state in ('intent', 'releasing') and p.feeder_until < now() and p.retry_at <= now()
