insert into badgeforge.rejected (job, queue, why) values (%(job)s, %(queue)s, %(why)s) on conflict (job) do update set why = excluded.why
