-- Has this job ever brought something? (it runs again after a crash, or a person retried it)
select exists (select 1 from badgeforge.print where job = %(job)s)
    or exists (select 1 from badgeforge.revision where job = %(job)s)
    or exists (select 1 from badgeforge.rejected where job = %(job)s) as known
