-- Oban's jobs that tell of the badge: those that brought it or confirm it, those that bear its id, and rejected ones with its name. What has
-- not begun of them is cancelled.
with names as (
    select distinct lower(value) as name
    from badgeforge.revision r, unnest(array[r.content ->> 'name', r.content -> 'fields' ->> 'family_name']) as value
    where r.badge = %(badge)s and char_length(value) > 2
), told as (
    select job as id from badgeforge.revision where badge = %(badge)s
    union select job from badgeforge.print where badge = %(badge)s
    union select confirmation from badgeforge.print where badge = %(badge)s
    union select substring(why from '^job ([0-9]+)$')::bigint from badgeforge.history where badge = %(badge)s
    union
    select j.id
    from public.oban_jobs j, badgeforge.badge b
    where b.id = %(badge)s and j.worker in (%(generate)s, %(print_center)s)
      and b.badge_id in (btrim(j.args ->> 'id'), btrim(j.args ->> 'badge_id')) and coalesce(btrim(j.args ->> 'event'), b.event) = b.event
    union
    select r.job
    from badgeforge.rejected r
    join public.oban_jobs j on j.id = r.job
    join names n on position(n.name in lower(j.args::text)) > 0
), forgotten as (
    update badgeforge.rejected r
    set why = 'erased'
    where r.job in (select id from told) or exists (select from names n where position(n.name in lower(r.why)) > 0)
)
update public.oban_jobs j
set args = case when j.worker = %(print_center)s then j.args - 'name' - 'path' else jsonb_build_object('id', b.badge_id, 'event', b.event) end,
    errors = default,
    state = case when j.state in ('available', 'scheduled', 'retryable') then 'cancelled' else j.state end,
    cancelled_at = case when j.state in ('available', 'scheduled', 'retryable') then timezone('utc', now()) else j.cancelled_at end
from badgeforge.badge b
where b.id = %(badge)s and j.id in (select id from told) and j.worker in (%(generate)s, %(print_center)s)
