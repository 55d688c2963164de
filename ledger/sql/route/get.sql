select r.*, st.data as stock_data
from badgeforge.route r
join badgeforge.stock st on st.digest = r.stock_digest
where r.queue = %(queue)s
