-- What a PrintCenter is told of a print, whoever emits it, beside where and when it was printed; and how times are told.
create view badgeforge.confirmation as
select p.id as print, p.pdf, jsonb_build_object(
           'id', b.badge_id, 'name', r.content ->> 'name', 'event', p.event, 'print_id', p.id, 'revision', p.revision, 'copy', p.copy,
           'attempt', p.attempt, 'sheet', p.sheet, 'slot', p.slot, 'reprint', p.reason) as args
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision;

create function badgeforge.utc(at timestamptz) returns text language sql stable
    return to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
