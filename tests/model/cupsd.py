"""A cupsd for the model: it does what CUPS was measured to do, and keeps account of the paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from spool.destination import HeldJob, JobRef
from spool.ipp import HISTORY_LOST, NO_HOLD, JobReport, JobState

ENDED = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


@dataclass
class Job:
    """A job as CUPS knows it. document: the key of the sheet's PDF."""

    report: JobReport
    document: str

    @property
    def state(self) -> JobState:
        assert self.report.state is not None
        return self.report.state

    def become(self, state: JobState, **more: Any) -> None:
        self.report = replace(self.report, state=state, **more)


class Cupsd:
    """Requests by the names of spool's functions (`perform`); what printers and operators do, by the names of the deeds."""

    def __init__(self, on_paper: Callable[[str, str], None]) -> None:
        self.jobs: dict[int, Job] = {}
        self.on_paper = on_paper
        self._numbers = count(1)
        self._clock = count(1)

    def perform(self, function: Callable[..., Any], _server: object, _queue: str, *args: Any) -> Any:
        return getattr(self, function.__name__)(*args)

    # The requests of a node.

    def create_held(self, title: str, _options: dict[str, str], document: Path) -> HeldJob:
        number = next(self._numbers)
        report = JobReport(title=title, id=number, uuid=f"u{number}", state=JobState.HELD, hold_until="indefinite")
        self.jobs[number] = Job(report, "/".join(document.parts[-2:]))
        return HeldJob(id=number, uuid=report.uuid)

    def release(self, job: HeldJob, title: str) -> JobReport:
        if self._report(job.id, title).state is JobState.HELD:
            self.jobs[job.id].become(JobState.PENDING, hold_until=NO_HOLD)
        return self._report(job.id, title)

    def cancel(self, job: JobRef) -> JobReport:
        self.cancel_by_operator(job.id)
        return self._report(job.id, job.title)

    def withdraw(self, title: str) -> int:
        ours = [number for number, job in self._in(JobState.HELD) if job.report.title == title]
        for number in ours:
            self.cancel_by_operator(number)
        return len(ours)

    def held(self) -> list[str]:
        return sorted({job.report.title for _, job in self._in(JobState.HELD)})

    def look(self, jobs: tuple[JobRef, ...]) -> list[JobReport]:
        return [self._report(job.id, job.title) for job in jobs]

    def printer_attributes(self, _options: bool) -> dict[str, Any]:
        return {
            "printer-name": "P",
            "printer-state": 3,
            "printer-state-reasons": ["none"],
            "printer-is-accepting-jobs": True,
            "printer-type": 0,
        }

    # What happens at the printer.

    def start(self, number: int) -> None:
        self.jobs[number].become(JobState.PROCESSING, processing_at=next(self._clock))

    def finish(self, number: int) -> None:
        self._print(number)
        self.jobs[number].become(JobState.COMPLETED, completed_at=next(self._clock))

    def jam(self, number: int, *, printed: bool) -> None:
        """Its end says nothing of the paper."""
        if printed:
            self._print(number)
        self.jobs[number].become(JobState.CANCELED, completed_at=next(self._clock))

    def lose_history(self, number: int, *, printed: bool) -> None:
        """The printer was switched off and on: CUPS calls the job completed."""
        if printed:
            self._print(number)
        self.jobs[number].become(JobState.COMPLETED, reasons=(HISTORY_LOST,))

    def restart_under(self, number: int) -> None:
        """kill -9 of cupsd: the orphan of the old one finishes, and the new one prints again."""
        self._print(number)
        self.start(number)

    def cancel_by_operator(self, number: int) -> None:
        if number in self.jobs and self.jobs[number].state not in ENDED:
            self.jobs[number].become(JobState.CANCELED, completed_at=next(self._clock))

    def forget(self, number: int) -> None:
        """A history that is full, or a spool folder that was cleared."""
        del self.jobs[number]

    def _in(self, *states: JobState) -> Iterator[tuple[int, Job]]:
        return ((number, job) for number, job in sorted(self.jobs.items()) if job.state in states)

    def numbers(self, *states: JobState) -> list[int]:
        return [number for number, _ in self._in(*states)]

    def _report(self, number: int, title: str) -> JobReport:
        found = self.jobs.get(number)
        return found.report if found else JobReport(title=title, id=number, uuid="", state=None)

    def _print(self, number: int) -> None:
        self.on_paper(self.jobs[number].report.title, self.jobs[number].document)
