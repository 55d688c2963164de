"""What a node keeps, and for how long: files go, the history stays, and whoever is wanted again is printed again."""

import csv
import io
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from badge_forge.postgres_programs import Account, find_programs
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.cups_settings import OPEN_POLICY
from tests.services.node import Program, wait_for

PEOPLE = ("Anna", "Bela", "Cora", "Dana", "Elif")


@pytest.fixture
def forge(tmp_path: Path, db: Database) -> Program:
    (tmp_path / "list.csv").write_text("\n".join(["id,name", *(f"{name[0]},{name}" for name in PEOPLE)]), encoding="utf-8")
    return Program(tmp_path, db.conninfo, '[event]\nkey = "e"\n')


def files(forge: Program, kind: str) -> int:
    return len(list((forge.folder / "var" / "files" / kind).iterdir()))


def leave(forge: Program, key: str, *, days: int) -> None:
    """A file that was last used so many days ago."""
    path = forge.folder / "var" / "files" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, times=(time.time() - days * 86400,) * 2)


def test_after_a_purge_a_reprint_renders_again_and_the_history_tells_all(forge: Program, db: Database):
    leave(forge, "badge/nobodys.pdf", days=1)
    with forge.node() as node:
        wait_for(lambda: "retention: files that nothing needs are removed: 1," in node.log, what="the first turn of the duty")
        forge.run("print", "list.csv", "--wait")
        assert (files(forge, "badge"), files(forge, "sheet")) == (5, 2)
        assert "0 files removed" in forge.run("purge", "--older-than", "1 hour").stdout
        assert "7 files would be removed" in forge.run("purge", "--dry-run").stdout
        assert "7 files removed" in forge.run("purge").stdout
        assert (files(forge, "badge"), files(forge, "sheet")) == (0, 0)
        assert len(forge.sheets) == 2, "what a printer printed is paper"
        assert forge.run("reprint", "cora", "--reason", "lost").returncode == 0
        wait_for(lambda: db.confirmations() == 6, what="the reprint")
        assert Path(db.one("select args ->> 'path' from oban_jobs where args ->> 'reprint' = 'lost'")).read_bytes().startswith(b"%PDF")
        assert "1 badge once more" not in forge.run("reprint", "--sheet", "S1", "--reason", "damaged").stdout
        wait_for(lambda: db.confirmations() == 10, what="the sheet once more")
    told = list(csv.DictReader(io.StringIO(forge.run("export", "history").stdout)))
    printed = [
        (line["badge"], line["wish"], line["sheet"], line["slot"], line["printer"])
        for line in told
        if line["badge"] and line["to"] == "printed"
    ]
    assert sorted(printed) == sorted(
        [
            *((name[0], "", str(1 + n // 4), ("A1", "B1", "A2", "B2")[n % 4], "folder") for n, name in enumerate(PEOPLE)),
            ("C", "lost", "3", "A1", "folder"),
            *((name[0], "damaged", "4", ("A1", "B1", "A2", "B2")[n], "folder") for n, name in enumerate(PEOPLE[:4])),
        ]
    )
    assert [line["by"] for line in told if line["what"] == "reprint"] != [""] * 5


ERASED = "Zoë Hartwell-Świątek"
FORMS = ("zoë", "zoe\u0308", "zoe", "hartwell", "świątek", "s\u0301wia\u0328tek", "swiatek", "quillon")
"""pieces of the name and the company, composed, decomposed and bare"""
SPOKEN = (ERASED, "Zoe Hartwell", "ZOË HARTWELL")
"""as several sources had it"""


def seen(root: Path) -> str:
    """All that can be read in a folder: bytes as they are, and the texts of PDFs, whatever they are called."""
    told = []
    for path in root.rglob("*"):
        if path.is_file() and (content := path.read_bytes()).startswith(b"%PDF"):
            told.append(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout)
        elif path.is_file():
            told.append(content.decode(errors="replace"))
    return "\n".join(told).lower()


def dumped(database: str, programs: Path) -> str:
    """Everything in the database, as text; JSON has its letters as they are."""
    command = [programs / "pg_dump", "--inserts", f"--dbname={database}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.lower()


@pytest.fixture(scope="module")
def programs() -> Path:
    return find_programs(Account.of(Path("/nowhere")), Path(tempfile.gettempdir()))


def traces(forge: Program, db: Database, cups: PrivateCups, programs: Path) -> dict[str, list[str]]:
    """Where which form of the name can be read."""
    places = {"database": dumped(db.conninfo, programs), "var": seen(forge.folder / "var"), "cups": seen(cups.folder / "spool")}
    return {place: [form for form in FORMS if form in text] for place, text in places.items()}


def test_an_erased_person_leaves_no_trace_and_the_counts_are_as_they_were(tmp_path: Path, db: Database, programs: Path):
    with private_cups(f"PreserveJobFiles Yes\n{OPEN_POLICY}") as cups:
        cups.add_queue("hall")
        forge = Program(
            tmp_path,
            db.conninfo,
            f'[event]\nkey = "e"\n[printers.folder]\nkind = "folder"\ntarget = "var/sheets"\n[printers.hall]\nserver = "{cups.address}"\n',
        )
        rows = [*((name[0], name, "") for name in PEOPLE), ("Z", ERASED, "Quillon & Co")]
        (tmp_path / "list.csv").write_text("\n".join(",".join(row) for row in [("id", "name", "company"), *rows]), encoding="utf-8")
        with forge.node():
            forge.run("print", "list.csv", "--wait")
            db.insert({"id": "Z", "name": SPOKEN[2], "company": "Quillon"}, {"name": SPOKEN[2], "company": "Quillon"})
            forge.run("reprint", "Z", "--reason", "wrong-name", "--printer", "hall", "--set", "name=Zoe Hartwell")
            wait_for(lambda: db.confirmations() == 7, what="a reprint at the hall")
            cups.set_mode("hall", "cancel")  # what was not printed is left in CUPS
            forge.run("reprint", "Z", "--reason", "wrong-name", "--printer", "hall", "--set", f"name={ERASED}")
            [(sheet,)] = wait_for(lambda: db.rows("select id from badgeforge.sheet where state = 'uncertain'"), what="a jam")
            assert forge.run("resolve", str(sheet), "--printed").returncode == 0
            forge.run("reprint", "Z", "--reason", "other", "--set", f"name={ERASED} \ue000")
            failed = "select problem from badgeforge.print where state = 'failed'"
            wait_for(lambda: db.rows(failed) and db.rows("select job from badgeforge.rejected"), what="one fails, one is rejected")
            assert all(traces(forge, db, cups, programs).values()), "else this test sees nothing"
            lines = db.one("select count(*) from badgeforge.history")

            erased = forge.run("erase", "Z", "--yes")
            assert (erased.returncode, erased.stderr) == (0, "")
            assert "badge Z is erased: " in erased.stdout
            assert "1 print on the way canceled" in erased.stdout
            assert traces(forge, db, cups, programs) == {"database": [], "var": [], "cups": []}
            assert db.one("select count(*) from badgeforge.history") > lines
            assert "9 prints = 8 printed + 1 canceled, 8 confirmed" in forge.run("status").stdout
            db.insert({"id": "Z", "name": "Z."})
            wait_for(
                lambda: db.rows("select job from badgeforge.rejected where why like 'a badge whose data was erased%%'"), what="a row for it"
            )
            assert forge.run("reprint", "--sheet", "S2", "--reason", "damaged").returncode == 0
            wait_for(lambda: db.confirmations() == 9, what="of its sheet the other badge")
