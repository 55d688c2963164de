-- A spooler that was killed under a job begins it anew, and there may be two sheets: the time of its beginning tells.
alter table badgeforge.print_job add column moving_since bigint;
comment on column badgeforge.print_job.moving_since is 'since when its paper may move, by the spooler''s clock (time-at-processing); null while none does';
