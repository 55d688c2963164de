"""docs/operations.md quotes nothing that the program does not say: each fault is entered into a ledger as whoever finds it enters it, and
`badgeforge status` is asked."""

import asyncio
import errno
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.errors import DiskFull

from badge_forge.commands import status
from forge.attendee import AttendeeError, request_from_args
from forge.checking import judge
from forge.errors import CannotRender
from forge.listening import Heard
from ledger import history, nodes, printers
from ledger.statements import Connection
from ledger.store import Room
from ledger.values import Trouble
from spool.destination import PrinterReport
from spool.ipp import JobReport, JobState, PrinterState
from spool.server import Server
from spool.trouble import given_up, trouble_by, trouble_of
from tests.badge_forge.conftest import Type

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
CONFIG = '[event]\nkey = "pq-2026"\n[printers.Office]\nkind = "folder"\ntarget = "office"\n[queues.badges]\nprinters = ["Office"]\n'
PEOPLE = "id,name\n" + "".join(f"{number},Person {number}\n" for number in range(2000, 2008))
JAMMED = JobReport(title="t", id=5, uuid="u", state=JobState.CANCELED, message="Paper jam.")
LIES_AT_IT = """
insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, released_at)
values (2, 1, 't', 'Office', 'h', 'released', now())
"""


def quoted() -> list[str]:
    """The lines of its blocks that are no commands."""
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line != "..." and not line.startswith("badgeforge ")]


def plain(text: str) -> str:
    """Without what varies: numbers, the widths of tables, what stands in quotes, and the plural."""
    return " ".join(re.sub(r'"[^"]*"', '""', re.sub(r"\d+", "#", text)).replace("sheets waiting", "sheet waiting").split())


class Ledger:
    """What `status` says of a ledger that is told of one fault after the other."""

    def __init__(self, types: Type, database: str) -> None:
        self._types = types
        self._database = database
        self.said: set[str] = set()

    def look(self, **environment: str | None) -> None:
        self.said |= set(map(plain, self._types("status", **environment).output.splitlines()))

    def sql(self, *statements: str) -> None:
        with psycopg.connect(self._database, autocommit=True) as conn:
            for statement in statements:
                conn.execute(statement.encode())
        self.look()

    def enter(self, fault: Callable[[Connection], Awaitable[object]]) -> None:
        async def connect() -> None:
            async with await AsyncConnection.connect(self._database, autocommit=True) as conn:
                await fault(conn)

        asyncio.run(connect())
        self.look()

    def trouble(self, found: Trouble | None) -> None:
        assert found is not None
        self.enter(lambda conn: printers.trouble(conn, "Office", found))


def moved(where: str, *states: str) -> list[str]:
    moves = [f"update badgeforge.print set state = '{state}' where {where}" for state in states]
    return [*moves, "update badgeforge.print set confirmed = 'confirmed' where state = 'printed'"]


def report(state: PrinterState, *reasons: str) -> PrinterReport:
    return PrinterReport(name="office", state=state, words="", accepting=True, reasons=reasons)


def test_what_the_page_quotes_is_what_is_said(types: Type, folder: Path, database: str, monkeypatch: pytest.MonkeyPatch):
    (folder / "badgeforge.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "attendees.csv").write_text(PEOPLE, encoding="utf-8")
    assert types("print", "attendees.csv", "--proof").exit_code == 0
    ledger = Ledger(types, database)
    ledger.look()  # no node runs
    ledger.sql(*moved("sequence < 4", "generated", "imposed", "spooled", "printed"), *moved("sequence >= 4", "generated", "imposed"))
    released = "update badgeforge.batch set held = false"
    ledger.sql(released, *moved("sequence >= 4", "spooled"), *moved("sequence > 4", "printed"), LIES_AT_IT)
    ledger.trouble(trouble_of(report(PrinterState.PROCESSING, "media-empty"), "Office"))
    ledger.trouble(trouble_of(report(PrinterState.STOPPED, "paused"), "Office"))
    ledger.trouble(trouble_by(Server.parse("127.0.0.1:44375").down("failed to connect to server")))
    ledger.sql("update badgeforge.print_job set state = 'done'")
    ledger.enter(lambda conn: printers.pause(conn, "Office", paused=True, by="grace"))
    ledger.enter(lambda conn: printers.pause(conn, "Office", paused=False, by="grace"))
    ledger.sql(
        *moved("state = 'spooled'", "uncertain"), f"update badgeforge.print set problem = '{JAMMED.evidence}' where state = 'uncertain'"
    )
    ledger.trouble(given_up(JAMMED, "Office"))
    ledger.sql("delete from badgeforge.print_job; delete from badgeforge.print where state = 'uncertain'")
    with pytest.raises(CannotRender) as glyph:
        judge(Heard(glyphs=["U+E000"]), _refuse)
    types("print", _one_more(folder))
    ledger.sql(
        *moved("state = 'requested'", "failed"),
        f"update badgeforge.print set problem = '{glyph.value}', sheet = null, slot = null where state = 'failed'",
    )
    with pytest.raises(AttendeeError) as nameless:
        request_from_args({"id": "26", "name": ""})
    ledger.enter(lambda conn: history.reject(conn, job=26, queue="badges", why=str(nameless.value)))
    room = Room()
    room.wants(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    ledger.enter(lambda conn: nodes.beat(conn, "vm.9989.d83d3563", trouble=room.trouble))
    ledger.look(BADGEFORGE_DATABASE_URL=f"postgresql:///postgres?host={folder}")
    monkeypatch.setattr(status, "run", _full)
    ledger.look()
    assert [line for line in quoted() if not _said(line, ledger.said)] == []


def _one_more(folder: Path) -> Path:
    (folder / "more.csv").write_text("id,name\n2100,Bob\n", encoding="utf-8")
    return folder / "more.csv"


def _refuse(why: CannotRender) -> None:
    raise why


async def _full(*_: object) -> None:
    raise DiskFull('could not extend file "base/5/16470": No space left on device\nHINT:  Check free disk space.')


def _said(line: str, said: set[str]) -> bool:
    """Three dots stand for anything."""
    pattern = re.compile(re.escape(plain(line)).replace(re.escape("..."), ".*"))
    return any(pattern.fullmatch(each) for each in said)
