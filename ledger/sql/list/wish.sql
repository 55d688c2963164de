-- The prints of a list in its order, those that have one with their place.
create temporary table wish on commit drop as
select w.sequence, w.n, w.copy, p.number, p.slot
from (
    select row_number() over (order by a.n, g.copy) - 1 as sequence, a.n, g.copy
    from arriving a, generate_series(1, a.copies) as g (copy)
) w
left join place p on p.sequence = w.sequence
