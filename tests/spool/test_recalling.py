"""Whose a sheet is that was asked back, when two do it in the same moment."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs
from ledger.print_jobs import PrintJob
from spool.destination import Destination, JobRef
from spool.ipp import JobReport, JobState
from spool.recalling import recall

RELEASED = """
insert into badgeforge.sheet (event, route, design, stock, number, state, pdf, media, width, height, sides, pages)
values ('e', 'badges', 'd', 's', 1, 'spooled', 'x.pdf', 'iso_a4_210x297mm', 210, 297, 'one-sided', 1);
insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, cups_id, cups_uuid, released_at)
select id, attempt, 't', 'P', 'h', 'released', 1, 'u', now() from badgeforge.sheet;
"""


class Cups:
    """Cancels what it did not begin. meanwhile: what happens before its answer arrives."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._meanwhile = meanwhile

    async def recall(self, job: JobRef) -> JobReport:
        await self._meanwhile()
        return JobReport(title=job.title, id=job.id, uuid=job.uuid, state=JobState.CANCELED, processing_at=None)


@pytest.fixture
async def job(pool: AsyncConnectionPool[Any]) -> PrintJob:
    async with pool.connection() as conn:
        await conn.execute(RELEASED.encode())
        [found] = await print_jobs.followed(conn)
    return found


async def test_a_sheet_that_the_poller_took_back_first_came_back(pool: AsyncConnectionPool[Any], job: PrintJob):
    async def poller() -> None:
        async with pool.connection() as conn:
            await print_jobs.taken_back(conn, job.id, "canceled, as it was recalled")

    assert await recall(pool, cast(Destination, Cups(poller)), job)
    assert await recall(pool, cast(Destination, Cups(poller)), job), "and whoever asks later hears the same"


async def test_a_sheet_that_the_poller_saw_printed_first_did_not_come_back(pool: AsyncConnectionPool[Any], job: PrintJob):
    async def poller() -> None:
        async with pool.connection() as conn:
            await print_jobs.printed(conn, job.id, root="/files", evidence="seen completed")

    assert not await recall(pool, cast(Destination, Cups(poller)), job)
