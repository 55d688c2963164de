-- Confirmations that were deleted before they were performed: their prints have none any more. Two who see the same job missing: one does it.
with lost as (
    select p.id, p.confirmation
    from badgeforge.print p
    join badgeforge.badge b on b.id = p.badge and b.erased_at is null
    where p.state = 'printed' and p.confirmed is null and not exists (select from public.oban_jobs j where j.id = p.confirmation)
)
update badgeforge.print p set confirmation = null from lost l where p.id = l.id and p.confirmation = l.confirmation
returning p.id
