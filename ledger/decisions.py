"""What people decide: an uncertain sheet is printed, is printed again, or is not wanted any more; a printed badge is good as it is."""

from ledger import print_jobs
from ledger.mover import move_prints, move_sheets
from ledger.sheets import wake_printers
from ledger.statements import Connection, Row, row, rows
from ledger.states import PrintState, SheetState


async def find_sheet(conn: Connection, sheet: int) -> Row | None:
    """A sheet with its last print job, or None."""
    return await row(conn, "sheet/get", sheet=sheet)


async def is_printed(conn: Connection, sheet: Row, *, root: str, by: str) -> list[int]:
    """A person has seen the sheet: it is printed, and its confirmations go out as the printer's would."""
    return await print_jobs.printed(conn, sheet["print_job"], root=root, evidence=f"seen by {by}", by=by)


async def print_again(conn: Connection, sheet: int, *, by: str) -> bool:
    """A person has looked and found no sheet: the same prints go to paper as a new attempt."""
    async with conn.transaction():
        decided = await _move(conn, sheet, SheetState.IMPOSED, PrintState.IMPOSED, why="print again", by=by)
        if decided:
            await wake_printers(conn, sheet)
    return decided


async def not_wanted(conn: Connection, sheet: int, *, by: str) -> bool:
    """A person has looked, and whatever lies there is of no use to anybody: nothing is printed and nothing confirmed."""
    async with conn.transaction():
        return await _move(conn, sheet, SheetState.CANCELED, PrintState.CANCELED, why=f"canceled by {by}", by=by)


async def accept(conn: Connection, *, sheet: int | None = None, batch: int | None = None, by: str) -> int:
    """A person has looked at printed badges, and they are good as they are; how many there were with something to say against them."""
    return len(await rows(conn, "print/accept", sheet=sheet, batch=batch, by=by))


async def _move(conn: Connection, sheet: int, to: SheetState, prints_to: PrintState, *, why: str, by: str) -> bool:
    if not await move_sheets(conn, [sheet], to, source=[SheetState.UNCERTAIN], why=why, by=by):
        return False
    on_it = [found["id"] for found in await rows(conn, "print/of_sheet", sheets=[sheet])]
    await move_prints(conn, on_it, prints_to, source=[PrintState.UNCERTAIN], why=why, by=by)
    return True
