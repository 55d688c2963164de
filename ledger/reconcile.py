"""The reconciler: Oban's jobs may be paused, canceled, retried, discarded or pruned behind our back; the prints follow."""

from itertools import groupby

from ledger import print_jobs
from ledger.adoption import JOB_CANCELLED
from ledger.mover import move_prints
from ledger.sheets import close_sheets_of, remake
from ledger.statements import Connection, Row, rows, run
from ledger.states import PrintState
from ledger.wire import PRINTING_QUEUE, enqueue, generate, notify

BY = "reconciler"


async def reconcile(conn: Connection, *, root: str, age_s: float = 5.0) -> None:
    """Compare the unsettled prints with their jobs. `age_s`: how long a print or job was as it is, so that no live worker is disturbed;
    `root`: of the store, for the paths of confirmations."""
    adrift = await rows(conn, "print/adrift", age=age_s)
    await _settle(conn, [print_ for print_ in adrift if print_["job_state"] == "cancelled"], PrintState.CANCELED, JOB_CANCELLED)
    await _settle(
        conn, [print_ for print_ in adrift if print_["job_state"] == "discarded"], PrintState.FAILED, "its job was discarded; retry it"
    )
    await _enqueue_again(conn, [print_ for print_ in adrift if print_["job_state"] in (None, "completed")])
    await cancel(conn, [print_["id"] for print_ in await rows(conn, "print/canceled_behind")], by=BY, why=JOB_CANCELLED)
    await _confirm_after_all(conn, root=root, age_s=age_s)


async def _settle(conn: Connection, prints: list[Row], to: PrintState, why: str) -> None:
    if prints:
        ids = [print_["id"] for print_ in prints]
        async with conn.transaction():
            await rows(conn, "sheet/lock_of_prints", ids=ids)  # before the prints, as every finisher of a badge does
            moved = await move_prints(conn, ids, to, source=[PrintState.REQUESTED], why=why, by=BY)
            await close_sheets_of(conn, moved)


async def _enqueue_again(conn: Connection, prints: list[Row]) -> None:
    """One new job for the prints that one lost job had."""
    for _, group in groupby(prints, key=lambda print_: (print_["job"], print_["badge_id"], print_["event"])):
        lost = list(group)
        async with conn.transaction():
            first = lost[0]
            [(job, _)] = await enqueue(conn, [generate(first["route"], first["badge_id"], first["event"], urgent=first["urgent"])])
            await run(conn, "print/rejob", ids=[print_["id"] for print_ in lost], job=job)


async def _confirm_after_all(conn: Connection, *, root: str, age_s: float) -> None:
    """What is printed is confirmed once, whatever became of the job that was to do it."""
    async with conn.transaction():
        if await run(conn, "print/confirm_after_all", age=age_s):
            await notify(conn, [PRINTING_QUEUE])
        if lost := await rows(conn, "print/forget_confirmation"):
            await print_jobs.confirm(conn, [print_["id"] for print_ in lost], root=root)


async def cancel(conn: Connection, prints: list[int], *, by: str, why: str) -> list[int]:
    """Cancel what no printer has yet, with its jobs; a sheet that was imposed with it is made anew. Returns the prints canceled."""
    if not prints:
        return []
    async with conn.transaction():
        await rows(conn, "sheet/lock_of_prints", ids=prints)
        await remake(conn, prints, by=by)
        moved = await move_prints(conn, prints, PrintState.CANCELED, source=CANCELABLE, why=why, by=by)
        await run(conn, "job/cancel", ids=moved)
        await close_sheets_of(conn, moved)
    return moved


CANCELABLE = (PrintState.REQUESTED, PrintState.GENERATED, PrintState.IMPOSED, PrintState.FAILED)
"""no spooler may print them: an uncertain one is resolved, a spooled one is out of our hands"""
