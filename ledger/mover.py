"""The one mover of states: every change of a print's or a sheet's state goes through here (or through the few statements that move and
write a result at once), with a history row, in the caller's transaction."""

from collections.abc import Iterable

from ledger.statements import Connection, rows
from ledger.states import PRINT_EDGES, SHEET_EDGES, PrintState, SheetState


async def move_prints(
    conn: Connection,
    ids: Iterable[int],
    to: PrintState,
    *,
    source: Iterable[PrintState] | None = None,
    why: str = "",
    by: str = "",
) -> list[int]:
    """Move those of the prints that are in `source` (default: every state the table allows) and return their ids.

    A print that is elsewhere by now is left alone: compare and set. `why` stays on a row that fails, is uncertain or canceled."""
    if not (ids := list(ids)):
        return []
    allowed = {state for state, into in PRINT_EDGES.items() if to in into}
    states = sorted(allowed if source is None else allowed & set(source))
    moved = await rows(conn, "print/move", ids=ids, source=states, target=to, why=clean(why), by=by)
    return [row["id"] for row in moved]


async def move_sheets(
    conn: Connection,
    ids: Iterable[int],
    to: SheetState,
    *,
    source: Iterable[SheetState] | None = None,
    fence: int | None = None,
    why: str = "",
    by: str = "",
) -> list[int]:
    """Move sheets as `move_prints` moves prints; with `fence`, only a sheet that nobody else touched since."""
    if not (ids := list(ids)):
        return []
    allowed = {state for state, into in SHEET_EDGES.items() if to in into}
    states = sorted(allowed if source is None else allowed & set(source))
    moved = await rows(conn, "sheet/move", ids=ids, source=states, target=to, fence=fence, why=clean(why), by=by)
    return [row["id"] for row in moved]


def clean(text: str, limit: int = 2000) -> str:
    """Text that PostgreSQL and Oban's errors can hold: no NUL, no lone surrogate, bounded."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:limit]
