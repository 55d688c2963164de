-- Everything that happened to one badge, and to the sheets on which it stood.
select h.at, h.what, h.from_state, h.to_state, h.why, h.by, h.print, h.sheet
from badgeforge.history h
where h.badge = %(badge)s
   or h.badge is null and h.sheet in (select sheet from badgeforge.print where badge = %(badge)s)
order by h.id
