-- Of these: those that we asked back, and that were never seen to begin.
select id from badgeforge.print_job where id = any(%(ids)s::bigint[]) and recalled_at is not null and begun_at is null
