select coalesce(max(number), 0) as sheets, count(*) as prints, count(*) filter (where number is null) as waiting from wish
