"""Prints on the way from a wish to a PDF: step 2 of the flow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ledger.mover import move_prints
from ledger.sheets import close, close_sheets_of
from ledger.statements import Connection, row, rows, run
from ledger.states import PrintState


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A print that this worker renders now. fence: what its result must bear.

    rendered: the result of an earlier print of the same revision in the same design: the fields of Generated from pdf on."""

    id: int
    job: int
    fence: int
    accept: bool
    design: str
    urgent: bool
    in_batch: bool
    badge_id: str
    event: str
    content: Mapping[str, Any]
    event_name: str
    event_dates: str
    event_place: str
    event_language: str
    rendered: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A print's PDF in the store. pdf: its key; trim and bleed in mm; made_of: a digest of what it was made of; why: for the history."""

    id: int
    fence: int
    pdf: str
    trim_width: float
    trim_height: float
    bleed: float
    pages: int
    warnings: Sequence[str]
    made_of: str
    why: str = ""


async def claim(conn: Connection, *jobs: int) -> list[Claimed]:
    """Take the prints that these jobs are to render; none when they are settled or somebody else's."""
    return [Claimed(**found) for found in await rows(conn, "print/claim", jobs=list(jobs))]


async def known(conn: Connection, job: int) -> bool:
    """Did this job bring something before?"""
    found = await row(conn, "print/known", job=job)
    return bool(found and found["known"])


async def generated(conn: Connection, results: Iterable[Generated]) -> dict[int, int]:
    """Enter rendered badges in one transaction, close the sheets that wait for nothing more; returns the lanes to be cut, by print."""
    results = list(results)
    async with conn.transaction():
        await rows(conn, "sheet/lock_of_prints", ids=[result.id for result in results])
        moved = await rows(conn, "print/generated", results=json.dumps([asdict(result) for result in results]))
        await close(conn, {found["sheet"] for found in moved if found["sheet"]})
    return {found["id"]: found["lane"] for found in moved if found["lane"] and not found["sheet"]}


async def stumbled(conn: Connection, claimed: Sequence[Claimed]) -> int:
    """Their slot died or took too long: how often it did so far; 0 where they are somebody else's by now."""
    ids, fences = [claim.id for claim in claimed], [claim.fence for claim in claimed]
    return max((found["tries"] for found in await rows(conn, "print/stumble", ids=ids, fences=fences)), default=0)


async def failed(conn: Connection, claimed: Sequence[Claimed], why: str) -> list[int]:
    """These prints cannot be made: they fail by name and their sheets go on without them."""
    ids = [claim.id for claim in claimed]
    async with conn.transaction():
        await rows(conn, "sheet/lock_of_prints", ids=ids)
        still_ours = await rows(conn, "print/still_claimed", ids=ids, fences=[claim.fence for claim in claimed])
        moved = await move_prints(conn, [found["id"] for found in still_ours], PrintState.FAILED, why=why)
        await close_sheets_of(conn, moved)
    return moved


async def confirmed(conn: Connection, *ids: int) -> None:
    """The PrintCenter performed the confirmations of these prints, now or before."""
    await run(conn, "print/confirmed", ids=list(ids))
