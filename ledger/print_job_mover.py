"""Moves of print jobs that are moves of their sheet and its prints: one statement, so that all of them move or none, with their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ledger.mover import clean
from ledger.statements import Connection, row
from ledger.states import PRINT_EDGES, PRINT_JOB_EDGES, SHEET_EDGES, PrintJobState, PrintState, SheetState
from ledger.wire import PRINT_CENTER, PRINTING_QUEUE

_SHEET_TO = {
    PrintJobState.RELEASING: SheetState.SPOOLED,
    PrintJobState.DONE: SheetState.PRINTED,
    PrintJobState.UNCERTAIN: SheetState.UNCERTAIN,
    PrintJobState.WITHDRAWN: SheetState.IMPOSED,
}
"""where the sheet goes with its job; its prints are called the same"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the journal knows of a released print job from its spooler. begun: it was seen to work on it, so that nobody recalls it any
    more; moving_since: since when its paper may move, by the spooler's clock; server_run: the run of the server that it is known in."""

    begun: bool
    moving_since: int | None
    server_run: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved with a print job. prints: their ids."""

    printer: str
    sheet: int
    prints: list[int]


async def move_print_job(
    conn: Connection,
    print_job: int,
    to: PrintJobState,
    *,
    source: Iterable[PrintJobState],
    why: str = "",
    by: str = "",
    holder: str | None = None,
    as_seen: Sighting | None = None,
    root: str = "",
    cups_id: int | None = None,
    cups_uuid: str | None = None,
    server_run: str | None = None,
) -> Moved | None:
    """None, and nothing moved: the job is in none of the source states by now, or another holder's, or another poller has seen more of it
    than `as_seen`, or its sheet is at another attempt, or elsewhere. root: of the store, for confirmations; cups_id, cups_uuid, server_run:
    the spooler's names for it, where they are news."""
    sheet_to = _SHEET_TO[to]
    prints_to = PrintState(sheet_to.value)
    found = await row(
        conn,
        "print_job/move",
        id=print_job,
        state=to,
        source=sorted(set(source) & _before(PRINT_JOB_EDGES, to)),
        sheet_to=sheet_to,
        sheet_source=sorted(_before(SHEET_EDGES, sheet_to)),
        prints_to=prints_to,
        prints_source=sorted(_before(PRINT_EDGES, prints_to)),
        why=clean(why),
        by=by,
        holder=holder,
        as_seen=as_seen is not None,
        since=as_seen and as_seen.moving_since,
        seen_run=as_seen and as_seen.server_run,
        root=root,
        queue=PRINTING_QUEUE,
        worker=PRINT_CENTER,
        cups_id=cups_id,
        cups_uuid=cups_uuid,
        server_run=server_run,
    )
    return Moved(**found) if found else None


def _before(edges: Any, to: Any) -> set[Any]:
    return {state for state, into in edges.items() if to in into}
