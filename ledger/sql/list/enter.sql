-- Enter the badges of a list, and lock those that are known, so that nobody decides about them meanwhile.
with entered as (
    insert into badgeforge.badge (event, badge_id)
    select %(event)s, badge_id from arriving order by badge_id
    on conflict (event, badge_id) do update set event = excluded.event
    returning id, badge_id
)
update arriving a set badge = e.id from entered e where e.badge_id = a.badge_id
