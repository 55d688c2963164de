-- The files of the sheets on which a badge ever stood, but of those that are to be printed: they were made anew without it.
with stood as (
    select sheet as id from badgeforge.print where badge = %(badge)s
    union select sheet from badgeforge.history where badge = %(badge)s
), old as (
    select s.id, s.pdf from badgeforge.sheet s join stood using (id) where s.state not in ('imposed', 'spooled', 'uncertain')
), forgotten as (
    update badgeforge.sheet s set pdf = null from old where s.id = old.id
)
select id, pdf from old
