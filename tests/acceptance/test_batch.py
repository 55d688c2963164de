"""A batch whose badges are unequal: one is slow, one cannot be made. The order on paper is the list's, and nobody waits for either."""

from pathlib import Path

from tests.acceptance.conftest import Database
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

PEOPLE = ("Anna", "Bela", "Cora", "Dana", "Elif", "Fritz", "Greta\ue000", "Hana", "Igor", "Jana")
SLOW, FAILS = "Cora", "Greta\ue000"
SHUFFLED = (7, 2, 9, 4, 0, 6, 1, 8, 3, 5)
ALL_BUT_SLOW = """
select (select count(*) from badgeforge.sheet where number > 1 and state = 'imposed'),
       (select count(*) from badgeforge.print where state = 'generated')
"""


def attendees(folder: Path) -> Path:
    """The list in another order than it is to be printed; the third by name waits for a gate, the seventh has no glyph."""
    rows = [f"{name[0]},{name},{folder / 'gate' if name == SLOW else ''}" for name in (PEOPLE[n] for n in SHUFFLED)]
    path = folder / "attendees.csv"
    path.write_text("\n".join(["id,name,gate", *rows]), encoding="utf-8")
    return path


def test_slots_are_in_order_whatever_a_badge_takes_and_a_failed_one_leaves_its_cell_empty(tmp_path: Path, db: Database):
    forge = Program(tmp_path, db.conninfo, '[event]\nkey = "e"\n', slots=2)
    enqueued = forge.run("print", str(attendees(tmp_path)), "--sort", "name")
    assert "10 badges on 3 sheets" in enqueued.stdout
    with forge.node(module="tests.services.odd_badges"):
        wait_for(lambda: db.rows(ALL_BUT_SLOW) == [(2, 3)], what="two sheets are imposed, and the first waits for one badge")
        (tmp_path / "gate").touch()
        wait_for(lambda: db.confirmations() == 9, what="9 confirmations")
    on_paper = [names_by_slot(sheet, set(PEOPLE)) for sheet in forge.sheets]
    assert on_paper == [
        {"A1": "Anna", "B1": "Bela", "A2": "Cora", "B2": "Dana"},
        {"A1": "Elif", "B1": "Fritz", "B2": "Hana"},
        {"A1": "Igor", "B1": "Jana"},
    ]
    assert last_but_slow(db) < made(db, SLOW)
    assert db.rows("select badge_id from badgeforge.print p join badgeforge.badge b on b.id = p.badge where p.state = 'failed'") == [("G",)]


def made(db: Database, name: str) -> float:
    """When the badge was generated."""
    return float(
        db.one(
            "select extract(epoch from h.at) from badgeforge.history h join badgeforge.badge b on b.id = h.badge"
            " where h.to_state = 'generated' and b.badge_id = %s",
            name[0],
        )
    )


def last_but_slow(db: Database) -> float:
    """When everything was on its sheet, or had failed, that need not wait for the slow badge."""
    return float(
        db.one(
            "select max(extract(epoch from h.at)) from badgeforge.history h join badgeforge.print p on p.id = h.print"
            " join badgeforge.sheet s on s.id = p.sheet where h.to_state in ('generated', 'failed') and s.number = 1 and p.slot <> 'A2'"
            " or h.to_state in ('imposed', 'failed') and s.number > 1"
        )
    )
