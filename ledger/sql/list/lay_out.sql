-- A list on its way into the ledger; what turns out to be known already leaves it again.
create temporary table arriving (n integer primary key, badge_id text, content jsonb, digest text, copies integer, badge bigint, job bigint)
on commit drop
