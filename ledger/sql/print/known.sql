-- Has this job ever brought something? (it runs again after a crash, or a person retried it)
-- A rejection is forgotten: a person may have mended what was wrong, so the job is judged anew.
with forgotten as (
    delete from badgeforge.rejected where job = %(job)s
)
select exists (select 1 from badgeforge.print where job = %(job)s)
    or exists (select 1 from badgeforge.revision where job = %(job)s) as known
