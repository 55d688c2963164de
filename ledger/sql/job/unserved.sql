-- Which of these queues has no live node?
select u.queue
from unnest(%(queues)s::text[]) with ordinality u (queue, n)
where not exists (
    select 1 from public.oban_producers p where p.queue = u.queue and p.updated_at > timezone('utc', now()) - interval '60 seconds')
order by u.n
