select coalesce(sum(copies), 0) as prints from arriving
