with given as (
    select * from jsonb_to_recordset(%(badges)s::jsonb) as g (badge_id text, content jsonb, digest text, job bigint)
), changed as (
    update badgeforge.badge b
    set revision = b.revision + 1
    from given g
    where b.event = %(event)s and b.badge_id = g.badge_id
      and not exists (
          select 1 from badgeforge.revision r where r.badge = b.id and r.revision = b.revision and r.digest = g.digest)
    returning b.id, b.revision, g.content, g.digest, g.job
)
insert into badgeforge.revision (badge, revision, content, digest, job)
select id, revision, content, digest, job from changed
