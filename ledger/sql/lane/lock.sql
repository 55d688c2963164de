select l.*, st.data as stock_data
from badgeforge.lane l
join badgeforge.stock st on st.digest = l.stock
where l.id = %(lane)s
for update of l
