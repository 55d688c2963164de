"""What becomes of the print jobs that were released: what the poller sees of them, and how they end (step 4 of the flow)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.mover import move_with_prints
from ledger.sheets import wake_printers
from ledger.statements import Connection, records, row, rows, run
from ledger.states import PrintJobState, PrintState, SheetState
from ledger.wire import PRINT_CENTER, PRINTING_QUEUE, wake

_OUT = (PrintJobState.RELEASING, PrintJobState.RELEASED)
"""paper may move"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the journal knows of a released print job from its spooler. begun: it was seen to work on it, so that nobody recalls it any
    more; moving_since: since when its paper may move, by the spooler's clock; server_run: the run of the server that it is known in."""

    begun: bool
    moving_since: int | None
    server_run: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """A released one. cups_id, cups_uuid: the spooler's names for it, together with its title; urgent: somebody stands and waits; at_rest:
    its paper does not move as long as its server is not restarted; hold: why its spooler holds it, in words; the rest: `Sighting`."""

    id: int
    sheet: int
    title: str
    printer: str
    cups_id: int
    cups_uuid: str
    urgent: bool = False
    at_rest: bool = False
    hold: str | None = None
    begun: bool = False
    moving_since: int | None = None
    server_run: str | None = None

    @property
    def known(self) -> Sighting:
        return Sighting(begun=self.begun, moving_since=self.moving_since, server_run=self.server_run)


async def followed(conn: Connection) -> list[PrintJob]:
    """All of them, which the poller asks the spoolers about."""
    return await records(conn, PrintJob, "print_job/released_jobs")


async def stranded(conn: Connection) -> list[PrintJob]:
    """Those that lie unbegun at printers which do not print, while another one of their route could."""
    found = {each["id"] for each in await rows(conn, "print_job/stranded")}
    return [job for job in await followed(conn) if job.id in found] if found else []


async def seen(conn: Connection, jobs: Sequence[PrintJob], sightings: Mapping[int, Sighting]) -> None:
    """What a look has shown of these jobs, as they were followed. A poller that was slow adds nothing."""
    ids = [job.id for job in jobs]
    known, known_runs = [job.moving_since for job in jobs], [job.server_run for job in jobs]
    now = [sightings[number] for number in ids]
    begun, since, runs = ([getattr(one, field) for one in now] for field in ("begun", "moving_since", "server_run"))
    await run(conn, "print_job/seen", ids=ids, known=known, known_runs=known_runs, begun=begun, since=since, runs=runs)


async def as_followed(conn: Connection, job: PrintJob) -> bool:
    """Whether a poller knows all of a job that another one saw meanwhile; in the caller's transaction nothing is added."""
    return await row(conn, "print_job/as_followed", id=job.id, since=job.moving_since, server_run=job.server_run) is not None


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


async def abandoned(conn: Connection, titles: Sequence[str], *, age_s: float = 60.0) -> list[str]:
    """Of the titles that a spooler holds: those whose submission ended some time ago, so that nobody will release them."""
    return [found["title"] for found in await rows(conn, "print_job/abandoned", titles=list(titles), age=age_s)]


async def done(conn: Connection, titles: Sequence[str]) -> list[str]:
    """Of the titles that a spooler keeps: those of sheets that are printed, and known to be."""
    return [found["title"] for found in await rows(conn, "print_job/done", titles=list(titles))]
