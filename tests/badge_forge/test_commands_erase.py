"""`badgeforge erase`: asks before it acts, and leaves alone what a printer has."""

import os
import pty
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.badge_forge.conftest import Type
from tests.services.node import Program

KNOWN = "select r.content ->> 'name', p.state, b.erased_at is not null from badgeforge.badge b join badgeforge.revision r on r.badge = b.id"


@pytest.fixture(autouse=True)
def ada(types: Type, folder: Path) -> None:
    """One badge that no node prints."""
    (folder / "list.csv").write_text("id,name\n1001,Ada Lovelace\n", encoding="utf-8")
    assert types("print", "list.csv").exit_code == 0


def known(database: str) -> tuple[object, ...]:
    with psycopg.connect(database) as conn:
        [found] = conn.execute(f"{KNOWN} join badgeforge.print p on p.badge = b.id".encode()).fetchall()
    return tuple(found)


def put(database: str, *states: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        for state in states:
            conn.execute("update badgeforge.print set state = %s", [state])


def answered(folder: Path, database: str, answer: str) -> subprocess.CompletedProcess[bytes]:
    """What a person at a terminal is asked, and answers."""
    program = Program(folder, database, '[event]\nkey = "e"\n')
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = program.command(("erase", "ada"))
    done = subprocess.run(command, stdin=theirs, capture_output=True, cwd=folder, env=program.environment, timeout=60, check=False)
    os.close(ours)
    os.close(theirs)
    return done


def test_a_person_is_asked_and_nobody_else_must_say_yes(types: Type, folder: Path, database: str):
    refused = types("erase", "1001")
    assert (refused.exit_code, "say --yes where nobody can be asked" in refused.stderr) == (2, True)
    assert b"Erase badge 1001, Ada Lovelace, for good? [y/N]" in answered(folder, database, "n").stdout
    assert known(database) == ("Ada Lovelace", "requested", False)
    assert answered(folder, database, "y").returncode == 0
    assert known(database) == ("", "canceled", True)
    assert "no badge of e has the id or name 'ada'" in types("erase", "ada", "--yes").stderr


def test_whoever_was_erased_does_not_come_back(types: Type, database: str):
    assert types("erase", "1001", "--yes").exit_code == 0
    assert types("status", "1001").stdout.startswith("1001, erased ")
    assert "nothing new: 1 erased before" in types("print", "list.csv").stdout
    assert "was erased" in types("reprint", "1001", "--reason", "lost").stderr
    assert types("erase", "1001", "--yes").exit_code == 0, "once more is as good"
    assert known(database) == ("", "canceled", True)


@pytest.mark.parametrize("state", ["spooled", "uncertain"])
def test_what_a_printer_has_is_not_erased(types: Type, database: str, state: str):
    put(database, *("generated", "imposed", "spooled", "uncertain")[: 3 if state == "spooled" else 4])
    result = types("erase", "1001", "--yes")
    assert result.exit_code == 1
    assert "not erased, nothing was changed: it is at a printer" in result.stdout
    assert state in result.stdout
    assert known(database) == ("Ada Lovelace", state, False)


def test_what_a_print_center_is_about_to_confirm_is_not_erased(types: Type, database: str):
    put(database, "generated", "imposed", "spooled", "printed")
    with psycopg.connect(database, autocommit=True) as conn:
        confirming = "insert into oban_jobs (queue, worker, args) values ('printing', 'BadgeForge.PrintCenter', '{}') returning id"
        conn.execute(f"with job as ({confirming}) update badgeforge.print set confirmation = job.id from job".encode())
    assert types("erase", "1001", "--yes").exit_code == 1
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("update oban_jobs set state = 'completed' where queue = 'printing'")
    assert types("erase", "1001", "--yes").exit_code == 0
    assert known(database) == ("", "printed", True)
