"""The journal of submissions: steps 1, 3 and 5 of the held protocol, and what became of each print job (step 4 of the flow)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.mover import move_with_prints
from ledger.sheets import ImposedSheet, wake_printers
from ledger.statements import Connection, Row, row, rows, run
from ledger.states import PrintJobState, PrintState, SheetState
from ledger.values import Calibration
from ledger.wire import PRINT_CENTER, PRINTING_QUEUE, wake

_OUT = (PrintJobState.RELEASING, PrintJobState.RELEASED)
"""paper may move"""
OUTSTANDING = 2
"""sheets that a printer may have at a time: one on paper, one ready"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A submission that the journal knows and the spooler does not, yet. width, height in mm; media: PWG name; calibration: that the PDF
    was made with; wanted: the printer's."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the journal knows of a released print job from its spooler. begun: it was seen to work on it, so that nobody recalls it any
    more; moving_since: since when its paper may move, by the spooler's clock; server_run: the run of the server that it is known in."""

    begun: bool
    moving_since: int | None
    server_run: str | None


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
    return Intent(id=made["id"], sheet=sheet["id"], title=title, **fields, calibration=made_with, wanted=wanted)


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


async def take_over(conn: Connection, printer: str, *, holder: str) -> list[Row]:
    """The submissions to this printer that somebody began and did not finish; from now on they are the holder's."""
    return await rows(conn, "print_job/unfinished", printer=printer, holder=holder)


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


async def seen(conn: Connection, jobs: Sequence[Row], sightings: Mapping[int, Sighting]) -> None:
    """What a look has shown of these jobs, as they were followed. A poller that was slow adds nothing."""
    ids = [job["id"] for job in jobs]
    known, known_runs = [job["moving_since"] for job in jobs], [job["server_run"] for job in jobs]
    now = [sightings[number] for number in ids]
    begun, since, runs = ([getattr(one, field) for one in now] for field in ("begun", "moving_since", "server_run"))
    await run(conn, "print_job/seen", ids=ids, known=known, known_runs=known_runs, begun=begun, since=since, runs=runs)


async def as_followed(conn: Connection, job: Row) -> bool:
    """Whether a poller knows all of a job that another one saw meanwhile; in the caller's transaction nothing is added."""
    return await row(conn, "print_job/as_followed", id=job["id"], since=job["moving_since"], server_run=job["server_run"]) is not None


async def stranded(conn: Connection) -> list[Row]:
    """Released sheets that lie unbegun at printers which do not print, while another one of their route could."""
    return await rows(conn, "print_job/stranded")


async def recalled(conn: Connection, ids: Sequence[int]) -> set[int]:
    """Of these, those that we asked back. Ask after the spooler: the mark is there before anything is canceled."""
    return {found["id"] for found in await rows(conn, "print_job/recalled", ids=list(ids))}


async def recall(conn: Connection, print_job: int) -> bool:
    """Enter that we ask the spooler for a job back, before we do: canceled and never begun, it is ours. False: paper may have moved."""
    return await row(conn, "print_job/recall", id=print_job) is not None


async def came_back(conn: Connection, print_job: int) -> bool:
    """Whether a job was withdrawn without paper, by whomever."""
    return await row(conn, "print_job/came_back", id=print_job) is not None


async def printed(conn: Connection, print_job: int, *, root: str, evidence: str, by: str = "") -> list[int]:
    """The sheet is on paper: it and its prints are printed, and each print gets its confirmation, in one transaction. by: the person who
    says so, also of an uncertain one."""
    return await _settle(conn, print_job, PrintJobState.DONE, SheetState.PRINTED, PrintState.PRINTED, evidence=evidence, root=root, by=by)


async def uncertain(conn: Connection, print_job: int, evidence: str) -> list[int]:
    """Nobody knows what became of the sheet: a person decides."""
    return await _settle(conn, print_job, PrintJobState.UNCERTAIN, SheetState.UNCERTAIN, PrintState.UNCERTAIN, evidence=evidence)


async def taken_back(conn: Connection, print_job: int, evidence: str) -> list[int]:
    """A cancellation that was checked: no paper moved, and the sheet waits for a printer again, as a new attempt."""
    return await _settle(conn, print_job, PrintJobState.WITHDRAWN, SheetState.IMPOSED, PrintState.IMPOSED, evidence=evidence)


async def _settle(
    conn: Connection,
    print_job: int,
    state: PrintJobState,
    sheet_to: SheetState,
    prints_to: PrintState,
    *,
    evidence: str,
    root: str = "",
    by: str = "",
) -> list[int]:
    async with conn.transaction():
        ended = await row(
            conn,
            "print_job/end",
            id=print_job,
            state=state,
            evidence=evidence,
            source=[*_OUT, *([PrintJobState.UNCERTAIN] if by else [])],
        )
        if not ended or not await move_with_prints(conn, ended["sheet"], sheet_to, prints_to, why=evidence, by=by):
            return []
        ids = [found["id"] for found in await rows(conn, "print/of_sheet", sheets=[ended["sheet"]])]
        if prints_to is PrintState.PRINTED:
            await confirm(conn, ids, printer=ended["printer"], root=root)
        await wake(conn, [ended["printer"]])
        if sheet_to is SheetState.IMPOSED:
            await wake_printers(conn, ended["sheet"])
        return ids


async def confirm(conn: Connection, prints: Sequence[int], *, printer: str, root: str) -> None:
    """Emit the PrintCenter job of each of these prints that is printed and has none."""
    await run(conn, "print/confirm", ids=list(prints), printer=printer, root=root, queue=PRINTING_QUEUE, worker=PRINT_CENTER)


async def followed(conn: Connection) -> list[Row]:
    """The released print jobs, which the poller asks the spoolers about."""
    return await rows(conn, "print_job/released_jobs")


async def abandoned(conn: Connection, titles: Sequence[str], *, age_s: float = 60.0) -> list[str]:
    """Of the titles that a spooler holds: those whose submission ended some time ago, so that nobody will release them."""
    return [found["title"] for found in await rows(conn, "print_job/abandoned", titles=list(titles), age=age_s)]


async def done(conn: Connection, titles: Sequence[str]) -> list[str]:
    """Of the titles that a spooler keeps: those of sheets that are printed, and known to be."""
    return [found["title"] for found in await rows(conn, "print_job/done", titles=list(titles))]


async def at(conn: Connection, printer: str) -> list[Row]:
    """The print jobs of this printer that are under way."""
    return await rows(conn, "print_job/active_of_printer", printer=printer)
