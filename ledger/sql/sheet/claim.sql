-- Take a closed sheet to impose it.
update badgeforge.sheet s
set fence = s.fence + 1
from badgeforge.stock st
where s.id = %(sheet)s and s.state = 'closed' and st.digest = s.stock
returning s.id, s.fence, s.number, s.urgent, s.event, s.route, s.printer, st.data as stock_data,
          (select code from badgeforge.batch where id = s.batch) as batch_code,
          (select sheets from badgeforge.batch where id = s.batch) as batch_sheets
