-- Feeding was refused: say why, and try again after a while.
update badgeforge.printer
set trouble = %(why)s,
    trouble_since = case when %(why)s is null then null else coalesce(trouble_since, now()) end,
    retry_at = case when %(why)s is null then 'epoch' else now() + make_interval(secs => %(seconds)s) end
where name = %(printer)s and (trouble is distinct from %(why)s or %(why)s is not null)
