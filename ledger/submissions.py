"""The journal of submissions: steps 1, 3 and 5 of the held protocol, and what somebody began and did not finish."""

import json
from dataclasses import dataclass

from ledger.mover import move_with_prints
from ledger.sheets import ImposedSheet, wake_printers
from ledger.statements import Connection, Row, records, row, rows, run
from ledger.states import PrintJobState, PrintState, SheetState
from ledger.values import Calibration

OUTSTANDING = 2
"""sheets that a printer may have at a time: one on paper, one ready"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A submission that the journal knows and the spooler does not, yet. width, height in mm; media: PWG name; calibration: that the PDF
    was made with; wanted: the printer's; avoid: ids that the spooler may have lost in a crash, while what prints them lives on."""

    id: int
    sheet: int
    title: str
    pdf: str
    media: str
    width: float
    height: float
    sides: str
    pages: int
    options: dict[str, str]
    calibration: Calibration
    wanted: Calibration
    avoid: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One that is under way, or has led to a sheet at its printer. cups_id, cups_uuid: None for an intent, of which the spooler may know
    nothing."""

    id: int
    title: str
    cups_id: int | None
    cups_uuid: str | None


async def intend(conn: Connection, printer: str, *, holder: str, token: str) -> Intent | None:
    """Step 1: choose the printer's next sheet and write the intent; None when there is none, or the printer is full."""
    async with conn.transaction():
        target = await row(conn, "printer/lock", printer=printer)
        sheet = await row(conn, "print_job/next", printer=printer, outstanding=OUTSTANDING)
        if sheet is None:
            return None
        title = f"{sheet['batch_code']}-{sheet['id']}-{sheet['attempt']}-{token}"
        made = await row(
            conn,
            "print_job/intend",
            sheet=sheet["id"],
            attempt=sheet["attempt"],
            title=title,
            printer=printer,
            holder=holder,
        )
        return _intent(made, sheet, title, target) if made and target else None


def _intent(made: Row, sheet: Row, title: str, target: Row) -> Intent:
    fields = {field: sheet[field] for field in ("pdf", "media", "width", "height", "sides", "pages", "options")}
    made_with, wanted = (Calibration.from_dict(each["calibration"]) for each in (sheet, target))
    avoid = frozenset(made["avoid"])
    return Intent(id=made["id"], sheet=sheet["id"], title=title, **fields, calibration=made_with, wanted=wanted, avoid=avoid)


async def remade(conn: Connection, print_job: int, result: ImposedSheet, *, holder: str) -> bool:
    """Enter the PDF that was made anew for the intent's printer; False when sheet or intent is another one by now: nothing may print."""
    made = {"pdf": result.pdf, "calibration": json.dumps(result.calibration.to_dict()), "made_of": result.made_of}
    return await row(conn, "print_job/remade", id=print_job, holder=holder, **made) is not None


async def releasing(conn: Connection, print_job: int, *, holder: str, cups_id: int, cups_uuid: str, server_run: str = "") -> bool:
    """Step 3: paper may move from now on. False when the sheet was canceled or another worker took over: nothing may print."""
    async with conn.transaction():
        found = await row(
            conn, "print_job/releasing", id=print_job, holder=holder, cups_id=cups_id, cups_uuid=cups_uuid, server_run=server_run
        )
        return found is not None and await move_with_prints(conn, found["sheet"], SheetState.SPOOLED, PrintState.SPOOLED)


async def released(conn: Connection, print_job: int) -> None:
    """Step 5: the spooler was told to go on; the poller follows it from here."""
    await run(conn, "print_job/released", id=print_job)


async def take_over(conn: Connection, printer: str, *, holder: str) -> list[Submission]:
    """The submissions to this printer that somebody began and did not finish; from now on they are the holder's."""
    return await records(conn, Submission, "print_job/unfinished", printer=printer, holder=holder)


async def drop(conn: Connection, print_job: int) -> None:
    """An intent that never reached the spooler. The sheet waits as before."""
    await run(conn, "print_job/drop", id=print_job)


async def withdrawn(conn: Connection, print_job: int, why: str) -> None:
    """An intent that came to nothing: what the spooler may have of it is never released. The sheet waits as before."""
    await rows(conn, "print_job/end", id=print_job, state=PrintJobState.WITHDRAWN, evidence=why, source=[PrintJobState.INTENT])


async def let_go(conn: Connection, printer: str, *, holder: str, why: str) -> None:
    """The spooler gives no answer: what was only intended is withdrawn, so that the sheets can go elsewhere."""
    async with conn.transaction():
        for found in await rows(conn, "print_job/let_go", printer=printer, holder=holder, why=why):
            await wake_printers(conn, found["sheet"])


async def at(conn: Connection, printer: str) -> list[Submission]:
    """Those to this printer that are under way, or lie there."""
    return await records(conn, Submission, "print_job/active_of_printer", printer=printer)
