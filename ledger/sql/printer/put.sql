insert into badgeforge.printer (name, kind, target, server, set_by) values (%(name)s, %(kind)s, %(target)s, %(server)s, %(by)s)
on conflict (name) do update
set kind = excluded.kind, target = excluded.target, server = excluded.server, set_by = excluded.set_by, set_at = now(),
    trouble = null, remedy = null, impact = null, trouble_since = null, retry_at = 'epoch'
where not %(only_new)s
