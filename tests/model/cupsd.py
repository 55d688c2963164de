"""A cupsd for the model, with two queues: it does what CUPS was measured to do, and knows what became of the paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from spool.destination import HeldJob, JobRef
from spool.ipp import HISTORY_LOST, NO_HOLD, JobReport, JobState, PrinterState
from spool.ticket import Ticket

QUEUES = ("P", "Q")
ENDED = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)
WAITING = (JobState.PENDING, JobState.PROCESSING)


@dataclass
class Job:
    """A job as CUPS knows it. document: the key of the sheet's PDF."""

    report: JobReport
    document: str
    queue: str

    @property
    def state(self) -> JobState:
        assert self.report.state is not None
        return self.report.state

    def become(self, state: JobState, **more: Any) -> None:
        self.report = replace(self.report, state=state, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet that came out of a printer."""

    title: str
    document: str
    queue: str


@dataclass
class Truth:
    """What only the world knows, by the titles of jobs."""

    paper: list[Paper] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    """the document of each"""
    begun: set[str] = field(default_factory=set)
    """paper of these may have moved"""
    unbelievable: set[str] = field(default_factory=set)
    """what CUPS says of their ends proves nothing: a person decides"""
    interrupted: set[str] = field(default_factory=set)
    """begun anew: CUPS's words may be believed of these, or not"""


class Cupsd:
    """Requests by the names of spool's functions (`perform`); what printers and operators do, by the names of the deeds."""

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.truth = Truth()
        self.stopped: set[str] = set()
        self.rejecting: set[str] = set()
        self.run = 1
        self.next = 1
        self.orphans: dict[int, Job] = {}
        """at work in backends of a cupsd that is no more, and knew of no other that they had"""
        self._clock = count(1)

    def perform(self, function: Callable[..., Any], _server: object, queue: str, *args: Any) -> Any:
        return getattr(self, function.__name__)(queue, *args)

    # The requests of a node. As with CUPS, those about jobs do not depend on the queue.

    def create_held(self, queue: str, ticket: Ticket, document: Path) -> HeldJob:
        while self.next in ticket.avoid:
            self.next += 1
        number, self.next = self.next, self.next + 1
        report = JobReport(title=ticket.title, id=number, uuid=f"u{number}", state=JobState.HELD, hold_until="indefinite")
        job = self.jobs[number] = Job(report, "/".join(document.parts[-2:]), queue)
        self.truth.sent[ticket.title] = job.document
        return HeldJob(id=number, uuid=report.uuid, server_run=str(self.run))

    def release(self, _queue: str, job: HeldJob, title: str) -> JobReport:
        if self._report(job.id, title).state is JobState.HELD:
            self.jobs[job.id].become(JobState.PENDING, hold_until=NO_HOLD)
        return self._report(job.id, title)

    def cancel(self, _queue: str, job: JobRef) -> JobReport:
        self._cancel(job.id)
        return self._report(job.id, job.title)

    def recall(self, _queue: str, job: JobRef) -> JobReport:
        report = self._report(job.id, job.title)
        if report.state in (JobState.PENDING, JobState.HELD) and report.processing_at is None:
            self._cancel(job.id)
        return replace(self._report(job.id, job.title), server_run=str(self.run))

    def discard(self, _queue: str, jobs: tuple[JobRef, ...]) -> None:
        for job in jobs:
            if self._report(job.id, job.title).state is JobState.COMPLETED:
                del self.jobs[job.id]

    def withdraw(self, _queue: str, title: str) -> int:
        ours = [number for number, job in self._in(JobState.HELD) if job.report.title == title]
        for number in ours:
            self._cancel(number)
        return len(ours)

    def kept(self, _queue: str) -> list[str]:
        return sorted({job.report.title for _, job in self._in(JobState.COMPLETED)})

    def forget(self, _queue: str, titles: str) -> int:
        ours = [number for number, job in self.jobs.items() if job.state in ENDED and job.report.title.startswith(titles)]
        for number in ours:
            del self.jobs[number]
        return len(ours)

    def held(self, _queue: str) -> list[str]:
        return sorted({job.report.title for _, job in self._in(JobState.HELD)})

    def look(self, _queue: str, jobs: tuple[JobRef, ...]) -> list[JobReport]:
        reports = [self._report(job.id, job.title) for job in jobs]
        if any(job.at_rest for job in jobs) or any(report.state in ENDED for report in reports):
            return [replace(report, server_run=str(self.run)) for report in reports]
        return reports

    def printer_attributes(self, queue: str, _options: bool) -> dict[str, Any]:
        stopped = queue in self.stopped
        return {
            "printer-name": queue,
            "printer-state": PrinterState.STOPPED if stopped else PrinterState.IDLE,
            "printer-state-reasons": ["media-empty-error", "paused"] if stopped else ["none"],
            "printer-is-accepting-jobs": queue not in self.rejecting,
            "printer-type": 0,
        }

    # What happens at the printers.

    def start(self, number: int) -> None:
        """One that is at work begins anew, as when its queue was disabled and enabled."""
        if self.jobs[number].state is JobState.PROCESSING:
            self.truth.interrupted.add(self._title(number))
        self.truth.begun.add(self._title(number))
        self.jobs[number].become(JobState.PROCESSING, processing_at=next(self._clock), reasons=())

    def finish(self, number: int) -> None:
        self._print(number)
        self.jobs[number].become(JobState.COMPLETED)

    def jam(self, number: int, *, printed: bool) -> None:
        """Its end says nothing of the paper."""
        self._end_unbelievably(number, JobState.CANCELED, printed=printed)

    def crash_filter(self, number: int, *, printed: bool) -> None:
        """Some of it may have come out. It lies there until somebody cancels or restarts it."""
        self._end_unbelievably(number, JobState.STOPPED, printed=printed)

    def lose_history(self, number: int, *, printed: bool) -> None:
        """The printer was switched off and on: CUPS calls the job completed."""
        self._end_unbelievably(number, JobState.COMPLETED, printed=printed, reasons=(HISTORY_LOST,))

    def begin_again(self, number: int) -> None:
        """Its queue was disabled and enabled: the printer prints what it had, and all of it once more."""
        self._print(number)
        self.truth.unbelievable.add(self._title(number))
        self.start(number)

    def restart_under(self, number: int) -> None:
        """kill -9 of cupsd: the orphan of the old one finishes, and the new one prints again."""
        self._print(number)
        self.truth.unbelievable.add(self._title(number))
        self._run_anew()
        self.start(number)

    def _run_anew(self) -> None:
        """Of what CUPS has, nobody can know what the one before had noted of it: that it was let go, had begun, or had ended."""
        self.run += 1
        self.truth.interrupted |= {job.report.title for job in self.jobs.values()}

    def forget_release(self, number: int, *, printed: bool) -> None:
        """kill -9 of cupsd before it had noted that the job was let go, which may have been printed by then."""
        if printed:
            self._print(number)
        self.truth.unbelievable.add(self._title(number))
        self._run_anew()
        self.jobs[number].become(JobState.HELD, hold_until="indefinite", processing_at=None)

    def forget_newest(self) -> None:
        """kill -9 of cupsd before it had noted the job at all: its backend lives on, and the next job gets its id."""
        number = self.next - 1
        self.truth.unbelievable.add(self._title(number))
        self._run_anew()
        self.orphans[number] = self.jobs.pop(number)
        self.next = number

    def finish_orphans(self) -> None:
        """Each prints what lies under its id by now."""
        for number, orphan in self.orphans.items():
            document = self.jobs.get(number, orphan).document
            self.truth.paper.append(Paper(title=orphan.report.title, document=document, queue=orphan.queue))
        self.orphans = {}

    def cancel_by_operator(self, number: int) -> None:
        if self.jobs[number].state in WAITING:
            self.truth.unbelievable.add(self._title(number))
        self._cancel(number)

    def lose(self, number: int) -> None:
        """A history that is full, or a spool folder that was cleared."""
        self.truth.unbelievable.add(self._title(number))
        del self.jobs[number]

    def stop(self, queue: str) -> None:
        """Out of paper: the job in its hands begins anew when it goes on."""
        self.stopped.add(queue)
        for number, job in self._in(JobState.PROCESSING):
            if job.queue == queue:
                self.truth.interrupted.add(self._title(number))
                job.become(JobState.PENDING, reasons=("media-empty-error",))

    def go_on(self, queue: str) -> None:
        self.stopped.discard(queue)
        self.rejecting.discard(queue)

    def numbers(self, *states: JobState) -> list[int]:
        """The jobs in these states at the printers that are not stopped."""
        return [number for number, job in self._in(*states) if job.queue not in self.stopped]

    def _in(self, *states: JobState) -> Iterator[tuple[int, Job]]:
        return ((number, job) for number, job in sorted(self.jobs.items()) if job.state in states)

    def _cancel(self, number: int) -> None:
        if number in self.jobs and self.jobs[number].state not in ENDED:
            self.jobs[number].become(JobState.CANCELED)

    def _report(self, number: int, title: str) -> JobReport:
        found = self.jobs.get(number)
        return found.report if found else JobReport(title=title, id=number, uuid="", state=None)

    def _title(self, number: int) -> str:
        return self.jobs[number].report.title

    def _print(self, number: int) -> None:
        job = self.jobs[number]
        if job.state is JobState.PENDING:
            self.start(number)
        self.truth.paper.append(Paper(title=job.report.title, document=job.document, queue=job.queue))

    def _end_unbelievably(self, number: int, state: JobState, *, printed: bool, reasons: tuple[str, ...] = ()) -> None:
        if self.jobs[number].state is JobState.PENDING:
            self.start(number)
        if printed:
            self._print(number)
        self.truth.unbelievable.add(self._title(number))
        self.jobs[number].become(state, reasons=reasons)
