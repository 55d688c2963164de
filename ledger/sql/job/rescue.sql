-- Give back the jobs of nodes that died, never those of live ones: a producer's row is its heartbeat (15 s), its absence or age the proof.
update public.oban_jobs j
set state = case when attempt >= max_attempts then 'discarded'::oban_job_state else 'available'::oban_job_state end,
    discarded_at = case when attempt >= max_attempts then timezone('utc', now()) end,
    meta = meta || jsonb_build_object('rescued', coalesce((meta ->> 'rescued')::int, 0) + 1)
where state = 'executing' and cardinality(attempted_by) = 2
  and attempted_at < timezone('utc', now()) - make_interval(secs => %(grace)s)
  and not exists (
      select 1 from public.oban_producers p
      where p.uuid::text = j.attempted_by[2] and p.updated_at > timezone('utc', now()) - make_interval(secs => %(stale)s))
returning id, queue, state::text as state
