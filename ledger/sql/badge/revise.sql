with revised as (
    update badgeforge.badge set revision = revision + 1 where id = %(badge)s returning id, revision
)
insert into badgeforge.revision (badge, revision, content, digest, job)
select id, revision, %(content)s::jsonb, %(digest)s, %(job)s from revised
returning revision
