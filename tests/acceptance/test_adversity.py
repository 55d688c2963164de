"""What others do to the jobs table, and what a badge's renderer does to its job, holds nobody up."""

from pathlib import Path

import psycopg
import pytest

from tests.acceptance.conftest import INSERT, Database
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

NAMES = ("Anna", "Bela", "Cora", "Dana", "Elif")
CRASHES, CANCELED = "Bela", "Dana"


def test_a_batch_ends_and_the_queue_goes_on_whatever_is_thrown_at_them(tmp_path: Path, db: Database):
    attendees = tmp_path / "attendees.csv"
    attendees.write_text("\n".join(["id,name,crash", *(f"{n},{n},{'boom' if n == CRASHES else ''}" for n in NAMES)]), encoding="utf-8")
    forge = Program(tmp_path, db.conninfo, '[event]\nkey = "e"\n[queues.badges]\nlinger = 0.3\n', slots=2)
    forge.run("print", str(attendees))
    assert db.one("select max_attempts from oban_jobs where id = %s", db.job(CRASHES)) == 20
    db.rows("update oban_jobs set state = 'cancelled', cancelled_at = timezone('utc', now()) where id = %s", db.job(CANCELED))
    with pytest.raises(psycopg.errors.CheckViolation, match="badgeforge_unwedgeable"):
        db.rows("insert into oban_jobs (queue, worker, args, priority) values ('badges', 'badge_forge.generator.GenerateBadge', '{}', 99)")
    db.rows("insert into oban_jobs (queue, worker, attempt, max_attempts) values ('badges', 'badge_forge.generator.GenerateBadge', 3, 3)")
    for unreadable in ("9" * 5000, "[" * 12000 + "]" * 12000):
        db.rows(INSERT, "badges", f'{{"id": "x", "name": "X", "table": {unreadable}}}')
    with forge.node(module="tests.services.odd_badges") as node:
        db.rows("notify \"public.oban_insert\", 'garbage'")
        unsettled = "select count(*) from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')"
        wait_for(lambda: db.one(unsettled) == 0, what="the batch has ended")
        wait_for(lambda: db.confirmations() == 3, what="its confirmations")
        db.insert({"id": "next", "name": "Next"})
        wait_for(lambda: db.confirmations() == 4, what="the queue serves the next badge")
        wait_for(lambda: "oban's listener had stopped" in node.log, what="the listener is started anew")
    assert [names_by_slot(sheet, {*NAMES, "Next"}) for sheet in forge.sheets] == [
        {"A1": "Anna", "A2": "Cora"},
        {"A1": "Elif"},
        {"A1": "Next"},
    ]
    reasons = "select badge_id, problem from badgeforge.print p join badgeforge.badge b on b.id = p.badge where problem is not null"
    why = dict(db.rows(reasons))
    assert set(why) == {CRASHES, CANCELED}
    assert "RuntimeError: boom" in why[CRASHES]
    assert "(3 attempts)" in why[CRASHES]
    assert why[CANCELED] == "its job was cancelled"
    assert db.one("select count(*) from badgeforge.rejected") == 2
