-- A spooler may hold a sheet that it was to print, until a person lets it go on.
alter table badgeforge.print_job
    add column hold text,
    add column held_since timestamptz;
comment on column badgeforge.print_job.hold is 'why the spooler holds it though it was released, in words; null: it does not, or it has ended';
