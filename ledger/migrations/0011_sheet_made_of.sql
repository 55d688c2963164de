-- What a sheet was made of, where it does not say itself which one it is: the same sheet is not imposed again.
alter table badgeforge.sheet add column made_of text;
create index sheet_made_of on badgeforge.sheet (made_of, id) where made_of is not null;
comment on column badgeforge.sheet.made_of is 'a digest of badges, slots, stock and calibration; null where number, time or code stand on the sheet';
