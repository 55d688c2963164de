"""Steering while it prints: another printer for a queue, a canceled batch, a reprint that overtakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as server:
        yield server


def program(folder: Path, db: Database, cups: PrivateCups, *printers: str) -> Program:
    """A queue `badges` to the first printer; the others are known."""
    known = "".join(f'[printers.{name}]\nserver = "{cups.address}"\n' for name in printers)
    return Program(folder, db.conninfo, f'[event]\nkey = "e"\n{known}[queues.badges]\nprinters = ["{printers[0]}"]\nlinger = 0.3\n')


def batch(folder: Path, count: int) -> str:
    """A list of so many people, called Person1, Person2, ..."""
    path = folder / "attendees.csv"
    path.write_text("\n".join(["id,name", *(f"{n},Person{n}" for n in range(1, count + 1))]), encoding="utf-8")
    return str(path)


def sheets(cups: PrivateCups, printer: str) -> list[int]:
    """The sheets that came out, by the numbers in their titles, in order."""
    return [int(done.title.split("-")[-3]) for done in cups.done(printer)]


def test_a_queue_gets_another_printer_and_a_batch_is_canceled_with_sheets_out(tmp_path: Path, db: Database, cups: PrivateCups):
    """22 sheets: 2 at the old printer, then 2 at the new one, and 18 that nobody may print."""
    forge = program(tmp_path, db, cups, cups.add_queue("old", "wait"), cups.add_queue("new", "wait"))
    assert "batch b1: 88 badges on 22 sheets" in forge.run("print", batch(tmp_path, 88)).stdout
    at = "select count(*) from badgeforge.print_job where printer = %s and state = 'released'"
    with forge.node():
        wait_for(lambda: db.one("select count(*) from badgeforge.sheet where state = 'imposed'") == 20, what="20 imposed sheets wait")
        wait_for(lambda: db.one(at, "old") == 2, what="two sheets are at the old printer")
        assert forge.run("queue", "set", "badges", "--printer", "new").returncode == 0
        wait_for(lambda: db.one(at, "new") == 2, what="two sheets are at the new printer")
        cups.set_mode("old", "ok")
        wait_for(lambda: db.confirmations() == 8, what="the badges of the old printer's sheets")
        canceled = forge.run("cancel", "b1")
        assert "72 prints canceled" in canceled.stdout
        assert (canceled.returncode, canceled.stdout.count("spooled")) == (1, 8), "what the new printer has is listed"
        cups.set_mode("new", "ok")
        wait_for(lambda: db.confirmations() == 16, what="the badges of the new printer's sheets")
        db.insert({"id": "next", "name": "Next"})
        wait_for(lambda: db.confirmations() == 17, what="the next badge")
    assert sheets(cups, "old") == [1, 2]
    assert sheets(cups, "new") == [3, 4, 23]
    assert db.rows("select state, count(*) from badgeforge.print group by 1 order by 1") == [("canceled", 72), ("printed", 17)]


def test_a_reprint_overtakes_a_batch(tmp_path: Path, db: Database, cups: PrivateCups):
    """Whoever asks for a badge waits for the two sheets that the printer has, not for a hundred."""
    forge = program(tmp_path, db, cups, cups.add_queue("busy", "wait"))
    assert "400 badges on 100 sheets" in forge.run("print", batch(tmp_path, 400)).stdout
    with forge.node():
        wait_for(lambda: db.one("select count(*) from badgeforge.print_job where state = 'released'") == 2, what="it is being printed")
        db.insert({"id": 2, "name": "Reprinted", "reason": "wrong-name"})
        wait_for(lambda: db.rows("select id from badgeforge.sheet where urgent and state = 'imposed'"), what="the reprint's sheet is made")
        cups.set_mode("busy", "ok")
        wait_for(lambda: db.one("select count(*) from oban_jobs where args ->> 'reprint' = 'wrong-name'"), what="the reprint is confirmed")
    [at] = [n for n, done in enumerate(cups.done("busy"), start=1) if names_by_slot(done.file, {"Reprinted"}) == {"A1": "Reprinted"}]
    assert at == 2 + 1
