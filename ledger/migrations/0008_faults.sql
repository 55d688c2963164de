-- What keeps a node from its work: a person sees it in `badgeforge status`.
alter table badgeforge.node add column trouble text;
comment on column badgeforge.node.trouble is 'why it cannot make badges or sheets, in words; null when it can';
