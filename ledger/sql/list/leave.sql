delete from arriving where n = any(%(known)s::integer[])
