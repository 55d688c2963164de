-- How a route's sheets are turned and marked, and lanes that wait to be flushed whatever their route lingers.
alter table badgeforge.route add sides text not null default 'long-edge' check (sides in ('long-edge', 'short-edge'));
alter table badgeforge.route add marks jsonb not null default '{}';
alter table badgeforge.lane add held boolean not null default false;
comment on column badgeforge.route.marks is 'what differs from the plain style of marks; the names are those of imposition.mark_style';
