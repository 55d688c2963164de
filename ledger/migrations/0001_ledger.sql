-- The ledger: what is known of badges, prints, sheets and print jobs. Its names are explained in docs/ledger.md.
-- Oban's tables stay in public; nothing here references them by key, because both Obans prune their rows.

create table badgeforge.edge (
    what text not null,
    from_state text not null,
    to_state text not null,
    primary key (what, from_state, to_state)
);

create table badgeforge.setting (
    name text primary key,
    value text not null
);

create table badgeforge.event (
    key text primary key,
    name text not null default '',
    dates text not null default '',
    place text not null default ''
);

create table badgeforge.design (
    digest text primary key,
    name text not null,
    archive bytea not null,
    at timestamptz not null default now()
);

create table badgeforge.stock (
    digest text primary key,
    name text not null,
    data jsonb not null,
    at timestamptz not null default now()
);

create table badgeforge.printer (
    name text primary key check (name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,126}$'),
    kind text not null check (kind in ('folder', 'cups')),
    target text not null,
    server text not null default '',
    paused boolean not null default false,
    trouble text,
    trouble_since timestamptz,
    retry_at timestamptz not null default 'epoch',
    feeder text,
    feeder_until timestamptz not null default 'epoch',
    set_by text not null,
    set_at timestamptz not null default now()
);
comment on column badgeforge.printer.target is 'the folder, or the destination in CUPS';
comment on column badgeforge.printer.trouble is 'why the last attempt to feed it was refused, in words';
comment on column badgeforge.printer.feeder is 'the worker that submits to it now, until feeder_until';

create table badgeforge.route (
    queue text primary key check (queue ~ '^[a-z0-9_]{1,120}$' and queue not in ('sheets', 'spool', 'printing')),
    printers text[] not null check (cardinality(printers) > 0),
    design text not null,
    design_digest text not null references badgeforge.design,
    stock text not null,
    stock_digest text not null references badgeforge.stock,
    linger real check (linger >= 0),
    desk boolean not null default false,
    options jsonb not null default '{}',
    set_by text not null,
    set_at timestamptz not null default now()
);
comment on column badgeforge.route.linger is 'seconds; null holds a part-filled sheet until it is flushed';

create table badgeforge.badge (
    id bigint generated always as identity primary key,
    event text not null,
    badge_id text not null check (char_length(badge_id) between 1 and 200),
    revision integer not null default 0,
    changed boolean not null default false,
    unique (event, badge_id)
);
comment on column badgeforge.badge.changed is 'a newer revision than the one on paper is known';

create table badgeforge.revision (
    badge bigint not null references badgeforge.badge on delete cascade,
    revision integer not null,
    content jsonb not null,
    digest text not null,
    job bigint,
    at timestamptz not null default now(),
    primary key (badge, revision)
);
comment on column badgeforge.revision.job is 'the Oban job that brought it: an older one never replaces it';

create table badgeforge.batch (
    id bigint generated always as identity primary key,
    code text not null unique,
    event text not null,
    route text not null,
    design text not null references badgeforge.design,
    stock text not null references badgeforge.stock,
    sheets integer not null,
    held boolean not null default false,
    source text not null default '',
    by text not null,
    at timestamptz not null default now()
);
comment on column badgeforge.batch.held is 'sheet 1 is a proof: the others wait for a release';

create table badgeforge.lane (
    id bigint generated always as identity primary key,
    event text not null,
    route text not null,
    design text not null references badgeforge.design,
    stock text not null references badgeforge.stock,
    printer text not null default '',
    batch bigint not null default 0,
    job bigint not null default 0,
    sheets integer not null default 0,
    moved_at timestamptz not null default now(),
    unique (event, route, design, stock, printer, batch, job)
);
comment on table badgeforge.lane is 'prints that share sheets in the order of their generation: rows without a batch, and a batch''s corrected prints';
comment on column badgeforge.lane.job is 'the job whose prints take a sheet of their own (reprints, desks); 0 otherwise';
comment on column badgeforge.lane.sheets is 'how many were cut so far';

create table badgeforge.sheet (
    id bigint generated always as identity primary key,
    event text not null,
    route text not null,
    design text not null references badgeforge.design,
    stock text not null references badgeforge.stock,
    printer text,
    batch bigint references badgeforge.batch,
    lane bigint references badgeforge.lane,
    number integer not null,
    urgent boolean not null default false,
    state text not null default 'open',
    state_at timestamptz not null default now(),
    fence bigint not null default 0,
    attempt integer not null default 1,
    tries integer not null default 0,
    pdf text,
    media text,
    width real,
    height real,
    sides text,
    pages integer,
    printed_by text,
    problem text
);
comment on column badgeforge.sheet.printer is 'only where its prints name one; the printer that fed it stands in print_job';
create index sheet_open on badgeforge.sheet (state, id) where state in ('open', 'closed', 'imposed', 'spooled', 'uncertain');
create index sheet_batch on badgeforge.sheet (batch, number);

create table badgeforge.print (
    id bigint generated always as identity primary key,
    badge bigint not null references badgeforge.badge,
    revision integer not null,
    copy integer not null default 1,
    event text not null,
    route text not null,
    design text not null references badgeforge.design,
    stock text not null references badgeforge.stock,
    printer text,
    batch bigint references badgeforge.batch,
    lane bigint references badgeforge.lane,
    sequence integer,
    reason text,
    request text,
    accept boolean not null default false,
    by text not null default '',
    job bigint,
    state text not null default 'requested',
    state_at timestamptz not null default now(),
    fence bigint not null default 0,
    tries integer not null default 0,
    attempt integer not null default 1,
    sheet bigint references badgeforge.sheet,
    slot text,
    pdf text,
    trim_width real,
    trim_height real,
    bleed real,
    pages integer,
    warnings jsonb not null default '[]',
    problem text,
    printed_at timestamptz,
    printed_by text,
    confirmation bigint,
    confirmed text check (confirmed in ('confirmed', 'handed over')),
    confirmed_at timestamptz,
    unique (sheet, slot),
    foreign key (badge, revision) references badgeforge.revision
);
create index print_badge on badgeforge.print (badge);
create index print_job_idx on badgeforge.print (job);
create index print_sheet on badgeforge.print (sheet);
create index print_batch on badgeforge.print (batch, sequence);
create index print_unsettled on badgeforge.print (state, id) where state in ('requested', 'generated', 'imposed', 'spooled');
create index print_lane on badgeforge.print (lane, id) where sheet is null and state = 'generated';
create unique index print_request on badgeforge.print (badge, request, copy) where request is not null;

create table badgeforge.print_job (
    id bigint generated always as identity primary key,
    sheet bigint not null references badgeforge.sheet,
    attempt integer not null,
    title text not null unique,
    printer text not null,
    holder text not null,
    state text not null default 'intent' check (state in ('intent', 'releasing', 'released', 'done', 'withdrawn', 'uncertain')),
    cups_id bigint,
    cups_uuid text,
    at timestamptz not null default now(),
    released_at timestamptz,
    ended_at timestamptz,
    evidence text,
    unique (sheet, attempt)
);
create index print_job_active on badgeforge.print_job (printer) where state in ('intent', 'releasing', 'released');

create table badgeforge.history (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    what text not null,
    badge bigint,
    print bigint,
    sheet bigint,
    batch bigint,
    from_state text,
    to_state text,
    why text,
    by text not null default ''
);
create index history_badge on badgeforge.history (badge);
create index history_print on badgeforge.history (print);
create index history_sheet on badgeforge.history (sheet);

create table badgeforge.rejected (
    job bigint primary key,
    queue text not null,
    why text not null,
    at timestamptz not null default now()
);

create table badgeforge.lease (
    duty text primary key,
    holder text not null,
    until timestamptz not null
);

-- The database's own check of the states: what states.py does not list raises, whoever writes.
create function badgeforge.check_move() returns trigger language plpgsql as $$
begin
    if new.state is distinct from old.state and not exists (
        select 1 from badgeforge.edge e where e.what = tg_argv[0] and e.from_state = old.state and e.to_state = new.state
    ) then
        raise exception 'a % may not move from % to %', tg_argv[0], old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger print_move before update of state on badgeforge.print
    for each row execute function badgeforge.check_move('print');
create trigger sheet_move before update of state on badgeforge.sheet
    for each row execute function badgeforge.check_move('sheet');
