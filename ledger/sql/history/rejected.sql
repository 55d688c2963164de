-- What producers sent and nobody can use, the latest first.
select job, queue, why, at from badgeforge.rejected order by at desc limit 20
