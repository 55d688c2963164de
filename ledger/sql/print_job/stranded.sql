-- Sheets that lie at a printer which does not print, were not seen to begin, name no printer, and could be printed by another of their route.
select j.id
from badgeforge.print_job j
join badgeforge.printer p on p.name = j.printer and p.impact in ('hindered', 'stopped', 'barred')
join badgeforge.printer_now w on w.name = p.name and not w.well
join badgeforge.sheet s on s.id = j.sheet
where j.state = 'released' and j.begun_at is null and s.printer is null
  and exists (
      select 1 from badgeforge.candidate c
      where c.wish is null and (c.route, c.media, c.sides, c.pages) = (s.route, s.media, s.sides, s.pages)
        and c.name <> j.printer and c.well and not c.refused)
