-- Printers that could take a sheet, or that left a submission unfinished: what the sweep feeds. An intent is finished at once, whatever the
-- printer is like, so that its sheet can go elsewhere; a release where it can be asked for.
select distinct name from badgeforge.candidate where sheets > 0 and eligible and outstanding < %(outstanding)s
union
select j.printer
from badgeforge.print_job j
join badgeforge.printer p on p.name = j.printer
where p.feeder_until < now()
  and (j.state = 'intent' or j.state = 'releasing' and (p.retry_at <= now() or p.impact in ('hindered', 'stopped', 'barred')))
