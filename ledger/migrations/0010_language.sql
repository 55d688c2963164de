alter table badgeforge.event add column language text not null default '';
comment on column badgeforge.event.language is 'a language tag: of ideographs that do not tell theirs';
