-- What a badge was made of, so that the same badge is not rendered again.
alter table badgeforge.print add column made_of text;
comment on column badgeforge.print.made_of is 'a digest of content, design, event, programs and fonts: with the same one the PDF is the same';
