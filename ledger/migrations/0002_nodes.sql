-- The nodes that run, so that a dead one's jobs are given back: only our own nodes' jobs, whoever else works on Oban's table.
create table badgeforge.node (
    name text primary key,
    seen timestamptz not null default now()
);
comment on table badgeforge.node is 'one row for each live node, which refreshes it every second';
