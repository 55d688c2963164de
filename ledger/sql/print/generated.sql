-- The badges' PDFs are in the store. A print whose fence moved on (a new revision, another worker, canceled) is left alone.
with done as (
    select * from jsonb_to_recordset(%(results)s::jsonb)
        as d (id bigint, fence bigint, pdf text, trim_width real, trim_height real, bleed real, pages int, warnings jsonb,
              made_of text, why text)
), moved as (
    update badgeforge.print p
    set state = 'generated', state_at = now(), pdf = d.pdf, trim_width = d.trim_width, trim_height = d.trim_height,
        bleed = d.bleed, pages = d.pages, warnings = d.warnings, made_of = d.made_of, problem = null
    from done d
    where p.id = d.id and p.fence = d.fence and p.state = 'requested'
    returning p.id, p.badge, p.sheet, p.batch, p.lane, d.why
), noted as (
    insert into badgeforge.history (what, badge, print, sheet, batch, from_state, to_state, why)
    select 'print', badge, id, sheet, batch, 'requested', 'generated', why from moved
)
select id, sheet, lane from moved
