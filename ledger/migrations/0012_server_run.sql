-- A spooler that was killed and started again may print a job twice without a trace in it: which run of it a job is known in tells.
alter table badgeforge.print_job add column server_run text;
comment on column badgeforge.print_job.server_run is 'which run of the spooler''s server it is known in; empty: the server does not say; restarted: paper may have moved in an earlier one';
