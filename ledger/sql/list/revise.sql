-- The content of a list's new badges, where it is not what is known of them.
with changed as (
    update badgeforge.badge b
    set revision = b.revision + 1
    from arriving a
    where b.id = a.badge
      and not exists (
          select 1 from badgeforge.revision r where r.badge = b.id and r.revision = b.revision and r.digest = a.digest)
    returning b.id, b.revision, a.content, a.digest, a.job
)
insert into badgeforge.revision (badge, revision, content, digest, job)
select id, revision, content, digest, job from changed
