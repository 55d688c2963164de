-- An imposed sheet whose PDF is made anew for the printer that takes it; it stays as it is until then.
select s.id, s.fence, s.number, s.urgent, s.event, s.route, s.printer, r.sides, r.marks, st.data as stock_data,
       (select code from badgeforge.batch where id = s.batch) as batch_code,
       (select sheets from badgeforge.batch where id = s.batch) as batch_sheets,
       s.calibration
from badgeforge.sheet s
join badgeforge.stock st on st.digest = s.stock
join badgeforge.route r on r.queue = s.route
where s.id = %(sheet)s and s.state = 'imposed'
