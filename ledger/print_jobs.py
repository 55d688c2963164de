"""What becomes of the print jobs that were released: what the poller sees of them, and how they end (step 4 of the flow)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.print_job_mover import Sighting, move_print_job
from ledger.sheets import wake_printers
from ledger.statements import Connection, records, row, rows, run
from ledger.states import PrintJobState
from ledger.wire import PRINT_CENTER, PRINTING_QUEUE, wake

_OUT = (PrintJobState.RELEASING, PrintJobState.RELEASED)
"""paper may move"""


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


async def recalled(conn: Connection, ids: Sequence[int]) -> set[int]:
    """Of these, those that we asked back. Ask after the spooler: the mark is there before anything is canceled."""
    return {found["id"] for found in await rows(conn, "print_job/recalled", ids=list(ids))}


async def recall(conn: Connection, print_job: int) -> bool:
    """Enter that we ask the spooler for a job back, before we do: canceled and never begun, it is ours. False: paper may have moved."""
    return await row(conn, "print_job/recall", id=print_job) is not None


async def came_back(conn: Connection, print_job: int) -> bool:
    """Whether a job was withdrawn without paper, by whomever."""
    return await row(conn, "print_job/came_back", id=print_job) is not None


async def printed(
    conn: Connection, print_job: int, *, root: str, evidence: str, by: str = "", as_seen: Sighting | None = None
) -> list[int]:
    """The sheet is on paper: it and its prints are printed, and each print gets its confirmation, in one transaction. by: the person who
    says so, also of an uncertain one; as_seen: all that is known of the job, unless another poller has seen more of it."""
    source = (*_OUT, PrintJobState.UNCERTAIN) if by else _OUT
    return await _settle(conn, print_job, PrintJobState.DONE, source=source, why=evidence, by=by, as_seen=as_seen, root=root)


async def uncertain(conn: Connection, print_job: int, evidence: str) -> list[int]:
    """Nobody knows what became of the sheet: a person decides."""
    return await _settle(conn, print_job, PrintJobState.UNCERTAIN, source=_OUT, why=evidence)


async def taken_back(conn: Connection, print_job: int, evidence: str, *, as_seen: Sighting | None = None) -> list[int]:
    """A cancellation that was checked: no paper moved, and the sheet waits for a printer again, as a new attempt."""
    return await _settle(conn, print_job, PrintJobState.WITHDRAWN, source=_OUT, why=evidence, as_seen=as_seen)


async def _settle(conn: Connection, print_job: int, to: PrintJobState, **move: Any) -> list[int]:
    """Returns the prints that moved; none where somebody else was quicker."""
    async with conn.transaction():
        moved = await move_print_job(conn, print_job, to, **move)
        if moved is None:
            return []
        await wake(conn, [moved.printer])
        if to is PrintJobState.WITHDRAWN:
            await wake_printers(conn, moved.sheet)
    return moved.prints


async def confirm(conn: Connection, prints: Sequence[int], *, root: str) -> None:
    """Emit the PrintCenter job of each of these prints that is printed and has none any more."""
    await run(conn, "print/confirm", ids=list(prints), root=root, queue=PRINTING_QUEUE, worker=PRINT_CENTER)


async def abandoned(conn: Connection, titles: Sequence[str], *, age_s: float = 60.0) -> list[str]:
    """Of the titles that a spooler holds: those whose submission ended some time ago, so that nobody will release them."""
    return [found["title"] for found in await rows(conn, "print_job/abandoned", titles=list(titles), age=age_s)]


async def done(conn: Connection, titles: Sequence[str]) -> list[str]:
    """Of the titles that a spooler keeps: those of sheets that are printed, and known to be."""
    return [found["title"] for found in await rows(conn, "print_job/done", titles=list(titles))]
