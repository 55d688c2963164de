select pg_notify('public.oban_insert', json_build_object('queue', q)::text) from unnest(%(queues)s::text[]) q
