"""Who feeds a printer: one node at a time, for as long as it takes."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from psycopg_pool import AsyncConnectionPool

from ledger import printers
from ledger.store import Store
from ledger.submissions import OUTSTANDING
from spool.destination import Destination, HeldJob, JobRef
from spool.feeding import Feeding
from spool.ipp import Fate
from spool.ticket import Ticket
from tests.spool.support import eventually

SHEETS = f"""
insert into badgeforge.sheet (event, route, design, stock, number, state, pdf, media, width, height, sides, pages)
select 'e', 'badges', 'd', 's', number, 'imposed', 'x.pdf', 'iso_a4_210x297mm', 210, 297, 'one-sided', 1
from generate_series(1, {OUTSTANDING}) as number;
"""


class Slow:
    """A destination. during: what happens while it takes a sheet."""

    def __init__(self, during: Callable[[], Awaitable[None]]) -> None:
        self._during = during
        self.told: list[str] = []

    async def check(self, ticket: Ticket) -> None:
        """It takes all of them."""

    async def withdraw(self, title: str) -> int:
        self.told.append("withdrawn")
        return 1

    async def hold(self, ticket: Ticket, document: Path) -> HeldJob:
        await self._during()
        return HeldJob(id=1, uuid="u")

    async def cancel(self, job: JobRef) -> bool:
        self.told.append("canceled")
        return True

    async def release(self, job: HeldJob, title: str) -> Fate:
        self.told.append("released")
        return Fate.WAITING


@pytest.fixture(autouse=True)
async def sheets(pool: AsyncConnectionPool[Any]) -> None:
    async with pool.connection() as conn:
        await conn.execute(SHEETS.encode())


def feeding(pool: AsyncConnectionPool[Any], holder: str, slow: Slow, folder: Path) -> Feeding:
    async def make_anew(*_: Any) -> None:
        raise AssertionError

    return Feeding(
        pool=pool,
        store=Store(root=folder),
        holder=holder,
        destination=lambda _: cast(Destination, slow),
        nudge=lambda: None,
        make_anew=make_anew,
        renew_s=0.01,
    )


async def test_a_submission_that_outlasts_the_lease_is_left_to_the_one_who_makes_it(pool: AsyncConnectionPool[Any], tmp_path: Path):
    async def renewed() -> bool:
        async with pool.connection() as conn:
            found = await (await conn.execute("select from badgeforge.printer where feeder = 'one' and feeder_until > now()")).fetchone()
        return found is not None

    async def too_long() -> None:
        async with pool.connection() as conn:
            await conn.execute("update badgeforge.printer set feeder_until = now() where name = 'P'")
        await eventually(renewed)
        await feeding(pool, "two", slow, tmp_path).run("P")

    slow = Slow(too_long)
    await feeding(pool, "one", slow, tmp_path).run("P")
    assert slow.told == ["released"] * OUTSTANDING


async def test_who_lost_a_printer_goes_no_further(pool: AsyncConnectionPool[Any], tmp_path: Path):
    async def stopped() -> None:
        async with pool.connection() as conn:
            await conn.execute("update badgeforge.printer set feeder = 'two', feeder_until = now() + interval '1 minute'")

    slow = Slow(stopped)
    await feeding(pool, "one", slow, tmp_path).run("P")
    assert slow.told == ["released"]
    async with pool.connection() as conn:
        assert await printers.lease(conn, "P", "one") is None
