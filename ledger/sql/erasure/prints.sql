-- The prints stay, for the counts; what they say of a person goes. Returns the files.
with old as (
    select id, pdf from badgeforge.print where badge = %(badge)s
), told as (
    update badgeforge.history h
    set why = 'erased'
    where h.badge = %(badge)s and h.to_state = 'failed' and h.why <> ''
), forgotten as (
    update badgeforge.print
    set pdf = null, made_of = null, warnings = '[]', problem = case when problem is not null then 'erased' end
    where badge = %(badge)s
)
select pdf from old where pdf is not null
