-- A row of any producer is seen at once. Oban's own inserts notify; plain SQL does not, and would wait for the next look at the table, up
-- to a second. PostgreSQL sends equal notifications of one transaction once, so that Oban's and ours together are one.
create function badgeforge.wake_queues() returns trigger language plpgsql as $$
begin
    perform pg_notify('public.oban_insert', json_build_object('queue', queue)::text)
    from (select distinct queue from inserted where state = 'available') q;
    return null;
end $$;

create trigger badgeforge_wake after insert on public.oban_jobs
    referencing new table as inserted
    for each statement execute function badgeforge.wake_queues();
