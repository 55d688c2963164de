insert into badgeforge.stock (digest, name, data) values (%(digest)s, %(name)s, %(data)s::jsonb) on conflict (digest) do nothing
