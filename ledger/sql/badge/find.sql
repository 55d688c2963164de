-- A badge by its id, or by part of its name: the words may come in any order.
select b.id, b.event, b.badge_id, b.revision, b.changed, b.erased_at, r.content ->> 'name' as name, r.content, b.badge_id = %(query)s as exact
from badgeforge.badge b
join badgeforge.revision r on r.badge = b.id and r.revision = b.revision
where b.event = %(event)s
  and (b.badge_id = %(query)s
       or not exists (select 1 from unnest(%(words)s::text[]) w where lower(r.content ->> 'name') not like '%%' || w || '%%' escape '!'))
order by exact desc, b.badge_id
limit %(most)s
