-- Enter the badges of a list, and lock those that are known, so that nobody decides about them meanwhile.
insert into badgeforge.badge (event, badge_id)
select %(event)s, unnest(%(badge_ids)s::text[])
on conflict (event, badge_id) do update set event = excluded.event
