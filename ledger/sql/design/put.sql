insert into badgeforge.design (digest, name, archive) values (%(digest)s, %(name)s, %(archive)s) on conflict (digest) do nothing
