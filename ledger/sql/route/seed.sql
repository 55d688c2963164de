-- From the configuration: what the ledger lacks is entered; from then on the ledger wins.
insert into badgeforge.route (queue, printers, design, design_digest, stock, stock_digest, linger, desk, options, sides, marks,
                              set_by)
values (%(queue)s, %(printers)s, %(design)s, %(design_digest)s, %(stock)s, %(stock_digest)s, %(linger)s, %(desk)s, %(options)s::jsonb,
        %(sides)s, %(marks)s::jsonb, 'config')
on conflict (queue) do nothing
