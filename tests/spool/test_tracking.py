"""What a look at the print jobs settles, and what it leaves to the next one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from psycopg_pool import AsyncConnectionPool

from ledger.store import Store
from spool.destination import Destination, JobRef
from spool.errors import DestinationDown
from spool.ipp import NO_HOLD, JobReport, JobState
from spool.tracking import Tracking

RELEASED = """
insert into badgeforge.sheet (event, route, design, stock, number, state) values ('e', 'badges', 'd', 's', 1, 'spooled');
insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, cups_id, cups_uuid, released_at)
select id, attempt, 't', 'P', 'h', 'released', 1, 'u', now() from badgeforge.sheet;
"""


class FilterFailed:
    """A destination whose filter crashed under its job, and which gives no answer the first time that it is to cancel it."""

    def __init__(self) -> None:
        self.state = JobState.STOPPED
        self.asked = 0

    async def look(self, jobs: Sequence[JobRef]) -> Mapping[str, JobReport]:
        told = {"state": self.state, "processing_at": 5, "hold_until": NO_HOLD, "message": "Filter failed"}
        return {job.title: JobReport(title=job.title, id=job.id, uuid=job.uuid, **cast(Any, told)) for job in jobs}

    async def cancel(self, job: JobRef) -> bool:
        self.asked += 1
        if self.asked == 1:
            raise DestinationDown("CUPS must answer", "no answer within 10 s", "start it")
        self.state = JobState.CANCELED
        return False

    async def discard(self, jobs: Sequence[JobRef]) -> None:
        """None is printed."""


async def test_a_stopped_job_is_a_persons_when_nobody_can_restart_it_any_more(pool: AsyncConnectionPool[Any], tmp_path: Path):
    cups = FilterFailed()
    async with pool.connection() as conn:
        await conn.execute(RELEASED.encode())
    tracking = Tracking(pool=pool, store=Store(root=tmp_path), destination=lambda _: cast(Destination, cups))

    async def looked() -> tuple[str, JobState]:
        await tracking.tick()
        async with pool.connection() as conn:
            [(state,)] = await (await conn.execute("select state from badgeforge.print_job")).fetchall()
        return state, cups.state

    assert await looked() == ("released", JobState.STOPPED)
    assert await looked() == ("uncertain", JobState.CANCELED)
