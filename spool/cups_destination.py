"""A queue of a CUPS server as a destination: the held protocol, with each request where it can be killed."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ledger.values import Impact, Trouble
from spool import cups_jobs, cups_looks, cups_queues
from spool.cups_reports import printer_report
from spool.destination import HeldJob, JobRef, PrinterReport, Refusal, Runner
from spool.errors import DestinationDown, Rejected, UnknownPrinter
from spool.ipp import HISTORY_LOST, Fate, JobReport, JobState, fate
from spool.server import Server
from spool.ticket import Offer, Ticket, refusal
from spool.trouble import trouble_by, trouble_of

ANSWER_S = 10.0
"""seconds that cupsd may take for a request: it answers in milliseconds, under load in tenths of a second"""
SENDING_S = 30.0
"""seconds more, for a sheet over the network"""


class CupsDestination:
    """A queue and its server. run: performs a request where it can be killed (spool.destination.Runner); name: what people call the
    printer; answer_s: seconds a request may take."""

    def __init__(self, *, queue: str, server: Server, run: Runner, name: str = "", answer_s: float = ANSWER_S) -> None:
        self._queue = queue
        self._name = name or queue
        self._server = server
        self._run = run
        self._answer_s = answer_s

    async def check(self, ticket: Ticket) -> Trouble | Refusal | None:
        """A printer that only says that it cannot print takes sheets. Mends what needs no person: a reason that CUPS never takes back."""
        try:
            report = await self._report(options=bool(ticket.options))
        except UnknownPrinter as error:
            return trouble_by(error)
        found = trouble_of(report, self._name)
        if found is not None and found.impact is not Impact.HINDERED:
            return found
        if (why := refusal(ticket, report.offer, self._name)) is not None:
            return Refusal(why=why)
        if HISTORY_LOST in report.reasons:
            await self._call(cups_queues.forget_lost_history)
        return None

    async def trouble(self) -> Trouble | None:
        """By the queue's state; what CUPS answers instead is trouble, too."""
        try:
            return trouble_of(await self._report(), self._name)
        except (UnknownPrinter, DestinationDown) as error:
            return trouble_by(error)

    async def hold(self, ticket: Ticket, document: Path) -> HeldJob:
        """Create-Job with job-hold-until, and the PDF."""
        return await self._call(cups_jobs.create_held, ticket, document, more_s=SENDING_S)

    async def withdraw(self, title: str) -> int:
        """Cancel every held job of this title."""
        return await self._call(cups_jobs.withdraw, title)

    async def held(self) -> Sequence[str]:
        """The jobs of our user, whichever of the server's queues they are in."""
        return await self._call(cups_looks.held)

    async def kept(self) -> Sequence[str]:
        """The completed jobs of our user, whichever of the server's queues they were in."""
        return await self._call(cups_looks.kept)

    async def release(self, job: HeldJob, title: str) -> Fate:
        """Step 4. A job that is not held any more was released before."""
        return fate(await self._call(cups_jobs.release, job, title), released=False)

    async def look(self, jobs: Sequence[JobRef]) -> Mapping[str, JobReport]:
        """One request for all of them."""
        if not jobs:
            return {}
        return {report.title: report for report in await self._call(cups_looks.look, tuple(jobs))}

    async def cancel(self, job: JobRef) -> bool:
        """True when CUPS shows it canceled, still on hold and never started, and we never released it."""
        report = await self._call(cups_jobs.cancel, job)
        return report.state is JobState.CANCELED and fate(report, job.released) is Fate.CANCELED_HELD

    async def forget(self, titles: str) -> int:
        """CUPS keeps the documents of ended jobs for a day (PreserveJobFiles); of ours they go now, with the jobs."""
        return await self._call(cups_jobs.forget, titles)

    async def discard(self, jobs: Sequence[JobRef]) -> None:
        """CUPS notes the end of a job up to 30 s later (DirtyCleanInterval), and after a power cut prints what it had not noted."""
        if jobs:
            await self._call(cups_jobs.discard, tuple(jobs))

    async def recall(self, job: JobRef) -> JobReport:
        """Canceled where it lies, if CUPS did not begin with it."""
        return await self._call(cups_jobs.recall, job)

    async def state(self) -> PrinterReport:
        """The queue's state and what it offers."""
        return await self._report()

    async def offer(self) -> Offer:
        """What the queue and its driver can do. Raises Rejected for a class."""
        report = await self._report(options=True)
        if report.group:
            raise Rejected("a printer must be one printer", f"{self._queue} is a CUPS class, which hides its jobs", "name its members")
        return report.offer

    async def pause(self) -> None:
        """Reject further jobs. What CUPS has is printed: to disable a queue kills the job on paper and prints it again."""
        await self._call(cups_queues.reject)

    async def resume(self) -> None:
        """Enable and accept; a job that stopped starts again from its first page."""
        await self._call(cups_queues.resume)

    async def _report(self, *, options: bool = False) -> PrinterReport:
        return printer_report(await self._call(cups_queues.printer_attributes, options))

    async def _call[T](self, function: Callable[..., T], *args: Any, more_s: float = 0) -> T:
        seconds = self._answer_s + more_s
        try:
            return await self._run(function, self._server, self._queue, *args, timeout_s=seconds)
        except TimeoutError as error:
            raise self._server.down(f"no answer within {seconds:g} s, the request was ended") from error
        except ConnectionError as error:
            raise self._server.down(f"the process that asked it died ({error})") from error
