"""What a node keeps, and for how long: files go, the history stays, and whoever is wanted again is printed again."""

import csv
import io
import os
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import Database
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
    leave(forge, "badge/last-month.pdf", days=31)
    leave(forge, "badge/last-week.pdf", days=7)
    with forge.node() as node:
        wait_for(lambda: "retention: files that nothing needs are removed: 1," in node.log, what="the first turn of the duty")
        (forge.folder / "var/files/badge/last-week.pdf").unlink()
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
