update badgeforge.route
set printers = coalesce(%(printers)s::text[], printers),
    design = coalesce(%(design)s, design), design_digest = coalesce(%(design_digest)s, design_digest),
    stock = coalesce(%(stock)s, stock), stock_digest = coalesce(%(stock_digest)s, stock_digest),
    linger = case when %(set_linger)s then %(linger)s::real else linger end,
    options = coalesce(%(options)s::jsonb, options),
    sides = coalesce(%(sides)s, sides), marks = coalesce(%(marks)s::jsonb, marks),
    set_by = %(by)s, set_at = now()
where queue = %(queue)s
