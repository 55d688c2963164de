"""History for ever: ids, states, reasons; never names. Moves write theirs themselves (mover.py); this is for everything else."""

from ledger.mover import clean
from ledger.statements import Connection, run


async def note(
    conn: Connection,
    what: str,
    *,
    why: str,
    by: str = "",
    badge: int | None = None,
    print_id: int | None = None,
    sheet: int | None = None,
    batch: int | None = None,
) -> None:
    """Write one line of history that is not a move: `duplicate`, `stale`, `revision`, `reprint`, `retarget`..."""
    await run(conn, "history/note", what=what, badge=badge, print=print_id, sheet=sheet, batch=batch, why=clean(why), by=by)


async def reject(conn: Connection, *, job: int, queue: str, why: str) -> None:
    """Keep what a producer sent and nobody can use: the job's id and the rule it broke, not its content."""
    await run(conn, "history/reject", job=job, queue=queue, why=clean(why))
