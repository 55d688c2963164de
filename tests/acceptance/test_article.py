"""The article's flow: a raw INSERT into the jobs table becomes paper and a confirmation, whoever wrote the row."""

import subprocess
from pathlib import Path

import pytest

from tests.acceptance.conftest import Database
from tests.services.node import PLAIN, Program, wait_for
from tests.services.sheets import names_by_slot

CONFIRMED = "select count(*) from oban_jobs where queue = 'printing' and state = 'completed'"


@pytest.fixture
def program(tmp_path: Path, db: Database) -> Program:
    return Program(tmp_path, db.conninfo, '[event]\nkey = "e"\nname = "Test Conference"\n[queues.badges]\nlinger = 0.5\n')


def text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_rows_of_a_producer_are_printed_and_confirmed_once(program: Program, db: Database):
    people = [{"id": f"P{n}", "name": f"Person Number{n}", "company": "Acme", "type": "speaker"} for n in range(10)]
    db.insert(*people, *people, *people)
    with program.node(module=PLAIN) as node:
        wait_for(lambda: db.one(CONFIRMED) == 10, what="10 confirmations")
        wait_for(lambda: db.one("select count(*) from oban_jobs where state not in ('completed')") == 0)
    assert sum("Number" in word for path in program.sheets for word in text(path).split()) == 10
    assert len(program.sheets) == 3
    assert node.log.count("Printing badge P3 for Person Number3: ") == 1
    args = db.one("select args from oban_jobs where queue = 'printing' and args ->> 'id' = 'P3'")
    assert args["name"] == "Person Number3"
    assert Path(args["path"]).read_bytes().startswith(b"%PDF")
    assert args["slot"] in ("A1", "B1", "A2", "B2")
    assert args["event"] == "e"


def test_bad_rows_are_rejected_by_name_and_stop_nothing(program: Program, db: Database):
    db.insert({"name": "No Id"}, {"id": "x"}, {"id": 7, "name": "Seven"}, {"id": "y", "name": "Y", "type": "emperor"})
    with program.node():
        wait_for(lambda: db.one(CONFIRMED) == 1, what="the good one is confirmed")
        wait_for(lambda: db.one("select count(*) from oban_jobs where state = 'cancelled'") == 3)
    assert db.one("select count(*) from badgeforge.rejected") == 2
    assert db.one("select count(*) from badgeforge.print where state = 'failed' and problem like '%%emperor%%'") == 1
    status = program.run("status")
    assert status.returncode == 1
    assert "emperor" in status.stdout


def test_a_stop_and_a_start_resume_what_was_under_way(program: Program, db: Database):
    db.insert(*({"id": f"P{n}", "name": f"Person {n}"} for n in range(40)))
    with program.node():
        wait_for(lambda: db.one("select count(*) from badgeforge.print where state <> 'requested'") > 0)
    with program.node():
        wait_for(lambda: db.one(CONFIRMED) == 40, what="40 confirmations")
    assert sum(text(path).count("Person") for path in program.sheets) == 40


def test_a_killed_node_loses_nothing_and_doubles_nothing(program: Program, db: Database):
    db.insert(*({"id": f"P{n}", "name": f"Person {n}"} for n in range(40)))
    with program.node() as node:
        wait_for(lambda: db.one("select count(*) from badgeforge.sheet") > 1)
        node.kill()
        with program.node():
            wait_for(lambda: db.one(CONFIRMED) == 40, what="40 confirmations")
        assert sum(text(path).count("Person") for path in program.sheets) == 40


def test_a_spoiled_sheet_comes_out_again_with_the_same_badges(program: Program, db: Database):
    db.insert(*({"id": f"P{n}", "name": f"Person{n}"} for n in range(5)))
    with program.node():
        wait_for(lambda: db.one(CONFIRMED) == 5, what="5 confirmations")
        assert program.run("reprint", "--sheet", "S1", "--reason", "damaged").returncode == 0
        wait_for(lambda: db.one(CONFIRMED) == 9, what="4 more confirmations")
    names = {f"Person{n}" for n in range(5)}
    first, _, again = (names_by_slot(path, names) for path in program.sheets)
    assert len(first) == 4
    assert again == first
