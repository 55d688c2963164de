"""A connection to a fresh ledger with one route, and short names for what the tests do again and again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import AsyncConnection

from imposition.stocks import find
from ledger import lanes, printers, prints, routes, sheets, submissions
from ledger.adoption import adopt
from ledger.entering import enqueue_batch
from ledger.identity import Arrival, Decision
from ledger.printers import Printer
from ledger.prints import Generated
from ledger.routes import NewRoute, Route
from ledger.sheets import ImposedSheet

SLOTS = find("a4-2x2").slots


def row_by_row(count: int) -> list[tuple[int, str]]:
    return [(sequence // len(SLOTS) + 1, SLOTS[sequence % len(SLOTS)]) for sequence in range(count)]


def arrival(job: int, badge_id: str = "A1", name: str = "Ada Lovelace", **more: Any) -> Arrival:
    content = {"name": name, "company": "", "type": "attendee", "fields": {}}
    return Arrival(job=job, event=more.pop("event", "e"), badge_id=badge_id, content=content, digest=name, **more)


@dataclass
class Ledger:
    """The steps of the flow without their work: what is left is what the ledger does."""

    conn: AsyncConnection[Any]
    route: Route
    flush: bool = True
    decided: list[Decision] = field(default_factory=list)

    async def arrive(self, wanted: Arrival) -> Decision:
        async with self.conn.transaction():
            return await adopt(self.conn, wanted, self.route)

    async def generate(self, job: int) -> dict[int, int]:
        claimed = await prints.claim(self.conn, job)
        return await prints.generated(self.conn, [done(claim.id, claim.fence, claim.content["name"]) for claim in claimed])

    async def cut(self, *, flush: bool = True) -> list[int]:
        made: list[int] = []
        for lane in await lanes.uncut(self.conn):
            async with self.conn.transaction():
                await lanes.lock(self.conn, lane)
                made += await lanes.cut(self.conn, lane, slots=SLOTS, flush=flush, urgent=False)
        return made

    async def impose(self, sheet: int) -> bool:
        claimed = await sheets.claim(self.conn, sheet)
        cells = await sheets.cells(self.conn, sheet)
        return claimed is not None and await sheets.imposed(self.conn, claimed, IMPOSED, [cell.id for cell in cells])

    async def spool(self, printer: str = "P") -> int:
        intent = await submissions.intend(self.conn, printer, holder="h", token="t0")
        assert intent is not None
        assert await submissions.releasing(self.conn, intent.id, holder="h", cups_id=1, cups_uuid="u")
        await submissions.released(self.conn, intent.id)
        return intent.id

    async def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return await (await self.conn.execute(sql.encode(), values)).fetchall()

    async def states(self) -> list[str]:
        return [state for (state,) in await self.all("select state from badgeforge.print order by id")]

    async def jobs(self, queue: str) -> list[dict[str, Any]]:
        return [args for (args,) in await self.all(f"select args from oban_jobs where queue = '{queue}' order by id")]


IMPOSED = ImposedSheet(pdf="sheet/x.pdf", media="iso_a4_210x297mm", width=210, height=297, sides="one-sided", pages=1)


def done(print_id: int, fence: int, name: str) -> Generated:
    return Generated(
        id=print_id, fence=fence, pdf=f"badge/{name}.pdf", trim_width=86, trim_height=124, bleed=3, pages=1, warnings=(), made_of=name
    )


@pytest.fixture
async def ledger(database: str) -> AsyncIterator[Ledger]:
    async with await AsyncConnection.connect(database, autocommit=True) as conn:
        await routes.put_design(conn, name="d", digest="d1", archive=b"")
        await routes.put_stock(conn, name="a4-2x2", digest="s1", data=find("a4-2x2").to_dict())
        await printers.put(conn, Printer(name="P", kind="folder", target="/x", server="", paused=False), by="test")
        await routes.seed(
            conn, NewRoute(queue="badges", printers=("P",), design="d", design_digest="d1", stock="a4-2x2", stock_digest="s1")
        )
        route = await routes.get(conn, "badges")
        assert route is not None
        yield Ledger(conn=conn, route=route)


async def batch(ledger: Ledger, count: int) -> int:
    """A list of so many badges; its batch."""
    arrivals = [arrival(0, badge_id=f"A{n}", name=f"Name {n}") for n in range(count)]
    enqueued = await enqueue_batch(ledger.conn, arrivals, ledger.route, place=row_by_row)
    assert enqueued.batch is not None
    return enqueued.batch


async def jobs(ledger: Ledger) -> list[int]:
    """The jobs that generate badges."""
    return [job for (job,) in await ledger.all("select id from oban_jobs where queue = 'badges' order by id")]
