-- Printers that could take a sheet, or that left a submission unfinished: what the sweep feeds.
select distinct name from badgeforge.candidate where sheets > 0 and eligible and outstanding < %(outstanding)s
union
select j.printer
from badgeforge.print_job j
join badgeforge.printer p on p.name = j.printer
where j.state in ('intent', 'releasing') and p.feeder_until < now() and p.retry_at <= now()
