-- The badge's row, made where it is new, locked until the transaction ends.
insert into badgeforge.badge (event, badge_id) values (%(event)s, %(badge_id)s)
on conflict (event, badge_id) do update set event = excluded.event
returning id, revision, changed, erased_at is not null as erased
