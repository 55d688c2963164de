"""The held protocol, by which a sheet is neither lost nor printed twice, whoever dies and whenever:
1. we commit the intent, under a title that no other attempt has
2. the spooler takes the sheet, held                                             (crash point CREATED)
3. the journal commits the job's id and uuid: `releasing`                        (crash point RELEASING)
4. the job is released, if it is still the one we made and still held            (crash point UNHELD)
5. the journal commits `released`; from here on the job is looked at             (crash point RELEASED)
Recovery: `intent`: withdraw the title, begin anew; `releasing`: release again; `released`: look.
"""

from enum import StrEnum
from pathlib import Path
from typing import Protocol

from ledger.points import Point, Reached, unwatched
from spool.destination import Destination, HeldJob, JobRef
from spool.ipp import Fate
from spool.ticket import Ticket


class Submitted(StrEnum):
    """How a submission ended."""

    RELEASED = "released"
    """the journal says so; from here on `look` tells"""
    WITHDRAWN = "withdrawn"
    """nothing was released. Either the journal refused (its state is still intent) or somebody canceled the job while it was
    held (its state is releasing: `release` tells the same again)"""


class Journal(Protocol):
    """The commits of one submission."""

    async def releasing(self, job: HeldJob) -> bool:
        """Commit step 3. False: the sheet was canceled or is another worker's; nothing may print."""

    async def released(self) -> None:
        """Commit step 5."""


async def submit(destination: Destination, ticket: Ticket, document: Path, journal: Journal, reached: Reached = unwatched) -> Submitted:
    """Steps 2 to 5, after the intent was committed. After an error the journal's state says how to recover. Raises SpoolError."""
    job = await destination.hold(ticket, document)
    reached(Point.CREATED)
    if not await journal.releasing(job):
        await destination.cancel(JobRef(id=job.id, uuid=job.uuid, title=ticket.title, released=False))
        return Submitted.WITHDRAWN
    reached(Point.RELEASING)
    if await destination.release(job, ticket.title) in (Fate.CANCELED_HELD, Fate.GONE):
        return Submitted.WITHDRAWN
    reached(Point.UNHELD)
    await journal.released()
    reached(Point.RELEASED)
    return Submitted.RELEASED
