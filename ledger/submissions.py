"""The journal of submissions: steps 1, 3 and 5 of the held protocol, and what somebody began and did not finish."""

import json
from dataclasses import dataclass, fields

from ledger.print_job_mover import move_print_job
from ledger.sheets import ImposedSheet, wake_printers
from ledger.statements import Connection, Row, records, row, rows, run
from ledger.states import PrintJobState
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
    """Step 1: choose the printer's next sheet and write the intent; None when there is none, or it is full or another's to feed."""
    async with conn.transaction():
        target = await row(conn, "printer/lock", printer=printer, holder=holder)
        if target is None:
            return None
        made = await row(conn, "print_job/intend", printer=printer, holder=holder, token=token, outstanding=OUTSTANDING)
    return _intent(made, target) if made else None


def _intent(made: Row, target: Row) -> Intent:
    known = {field.name: made[field.name] for field in fields(Intent) if field.name in made}
    calibration, wanted = (Calibration.from_dict(each["calibration"]) for each in (made, target))
    return Intent(**known | {"calibration": calibration, "wanted": wanted, "avoid": frozenset(made["avoid"])})


async def remade(conn: Connection, print_job: int, result: ImposedSheet, *, holder: str) -> bool:
    """Enter the PDF that was made anew for the intent's printer; False when sheet or intent is another one by now: nothing may print."""
    made = {"pdf": result.pdf, "calibration": json.dumps(result.calibration.to_dict()), "made_of": result.made_of}
    return await row(conn, "print_job/remade", id=print_job, holder=holder, **made) is not None


async def releasing(conn: Connection, print_job: int, *, holder: str, cups_id: int, cups_uuid: str, server_run: str = "") -> bool:
    """Step 3: paper may move from now on. False when the sheet was canceled or another worker took over: nothing may print."""
    moved = await move_print_job(
        conn,
        print_job,
        PrintJobState.RELEASING,
        source=[PrintJobState.INTENT],
        holder=holder,
        cups_id=cups_id,
        cups_uuid=cups_uuid,
        server_run=server_run,
    )
    return moved is not None


async def released(conn: Connection, print_job: int) -> str | None:
    """Step 5: the spooler was told to go on; the poller follows it from here. Returns its printer where that was stuck."""
    found = await row(conn, "print_job/released", id=print_job)
    return str(found["name"]) if found else None


async def take_over(conn: Connection, printer: str, *, holder: str) -> list[Submission]:
    """The submissions to this printer that somebody began and did not finish; from now on they are the holder's."""
    return await records(conn, Submission, "print_job/unfinished", printer=printer, holder=holder)


async def drop(conn: Connection, print_job: int) -> None:
    """An intent that never reached the spooler. The sheet waits as before."""
    await run(conn, "print_job/drop", id=print_job)


async def withdrawn(conn: Connection, print_job: int, why: str) -> None:
    """An intent that came to nothing: what the spooler may have of it is never released. The sheet waits as before."""
    await run(conn, "print_job/withdrawn", id=print_job, why=why)


async def let_go(conn: Connection, printer: str, *, holder: str, why: str) -> None:
    """The spooler gives no answer: what was only intended is withdrawn, so that the sheets can go elsewhere."""
    async with conn.transaction():
        for found in await rows(conn, "print_job/let_go", printer=printer, holder=holder, why=why):
            await wake_printers(conn, found["sheet"])


async def at(conn: Connection, printer: str) -> list[Submission]:
    """Those to this printer that are under way, or lie there."""
    return await records(conn, Submission, "print_job/active_of_printer", printer=printer)
