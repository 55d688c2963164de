select exists (
    select 1 from public.oban_producers where queue = %(queue)s and updated_at > timezone('utc', now()) - interval '60 seconds'
) as served
