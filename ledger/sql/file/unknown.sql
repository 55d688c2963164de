-- Those of these files that the ledger does not know: nothing ever asks for them again.
select key
from unnest(%(keys)s::text[]) as a (key)
where not exists (select from badgeforge.print p where p.pdf = a.key)
  and not exists (select from badgeforge.sheet s where s.pdf = a.key)
