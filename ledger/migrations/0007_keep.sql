-- Whose data was erased: the badge's row stays, so that counts and history stay true, and the same list again does not bring the data back.
alter table badgeforge.badge add column erased_at timestamptz;
comment on column badgeforge.badge.erased_at is 'since when nothing of the person is known; whatever arrives for it is left alone';
