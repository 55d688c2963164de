-- A warning that a printer prints in spite of counts all the same once a sheet has lain at it for a minute: its own tray may be empty by now.
create or replace view badgeforge.printer_now as
select p.name, p.outstanding, p.sound or p.impact = 'hindered' and not p.paused as open,
       p.sound or p.impact = 'hindered' and not p.paused
           and exists (
               select 1 from badgeforge.print_job j
               where j.printer = p.name and j.state = 'done' and j.released_at > p.trouble_since)
           and not exists (
               select 1 from badgeforge.print_job j
               where j.printer = p.name and j.state = 'released' and j.released_at < now() - interval '60 seconds') as well
from (
    select name, impact, paused, trouble_since,
           not paused and (trouble is null or impact = 'stuck' and retry_at <= now()) as sound,
           (select count(*) from badgeforge.print_job j where j.printer = name and j.state in ('intent', 'releasing', 'released')) as outstanding
    from badgeforge.printer
) p;
