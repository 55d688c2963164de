-- Take a closed sheet to impose it.
update badgeforge.sheet s
set fence = s.fence + 1
from badgeforge.stock st, badgeforge.route r
where s.id = %(sheet)s and s.state = 'closed' and st.digest = s.stock and r.queue = s.route
returning s.id, s.fence, s.number, s.urgent, s.event, s.route, s.printer, r.sides, r.marks, st.data as stock_data,
          (select code from badgeforge.batch where id = s.batch) as batch_code,
          (select sheets from badgeforge.batch where id = s.batch) as batch_sheets,
          -- of the printer that will most likely print it; one that does, and differs, has it made anew
          coalesce((select p.calibration
                    from unnest(case when s.printer is null then r.printers else array[s.printer] end) with ordinality u (name, n)
                    join badgeforge.printer p on p.name = u.name
                    join badgeforge.printer_now o on o.name = u.name
                    order by not o.open, u.n
                    limit 1), '{}') as calibration
