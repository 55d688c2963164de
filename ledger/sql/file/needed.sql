-- Those of these files that something under way needs: a sheet that is not imposed its badges, a printer its sheet, a person who decides
-- about an uncertain sheet both, a PrintCenter the badge that it confirms. A print that failed is rendered anew.
with asked as (
    select key from unnest(%(keys)s::text[]) as a (key)
), needed as (
    select pdf as key from badgeforge.print where state in ('generated', 'imposed', 'spooled', 'uncertain')
    union
    select pdf from badgeforge.sheet where state in ('imposed', 'spooled', 'uncertain')
    union
    select p.pdf
    from badgeforge.print p
    join public.oban_jobs j on j.id = p.confirmation
    where j.queue = %(printing)s and j.state in ('available', 'scheduled', 'executing', 'retryable')
)
select key from asked join needed using (key)
