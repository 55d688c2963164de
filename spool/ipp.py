"""The states of printers and jobs as IPP names them, and what the state of a job proves about paper.

Source: RFC 8011 (IPP/1.1), sections 5.3.7, 5.4.11 and 5.4.12. Where CUPS differs from the RFC, what was measured with CUPS 2.4 counts.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

HOLD = "indefinite"
NO_HOLD = "no-hold"
HISTORY_LOST = "cups-ipp-missing-job-history"
"""CUPS's reason when the printer forgot the job in its hands: it was restarted, and CUPS calls the job completed all the same"""
STALE_MESSAGE = "The printer may not exist or is unavailable at this time."
"""CUPS's word while it looks for a printer; it stays on a job whose printer was away for a while, then came back and printed"""


class JobState(IntEnum):
    """RFC 8011, 5.3.7 "job-state"."""

    PENDING = 3
    """'pending': the Job is a candidate to start processing but is not yet processing"""
    HELD = 4
    """'pending-held': the Job is not a candidate for processing for any number of reasons"""
    PROCESSING = 5
    """'processing': the Printer is using, or about to use, the data; in CUPS a filter or the backend runs"""
    STOPPED = 6
    """'processing-stopped': the Job has stopped while processing; in CUPS a filter failed, and nothing goes on by itself"""
    CANCELED = 7
    """'canceled': the Job has been canceled, by a client or by an operator; in CUPS also after a jam"""
    ABORTED = 8
    """'aborted': the Job has been aborted by the system, usually while it was pending or processing"""
    COMPLETED = 9
    """'completed': the Job has completed processing and all of its media have been stacked, as far as the spooler knows"""


class PrinterState(IntEnum):
    """RFC 8011, 5.4.11 "printer-state"."""

    IDLE = 3
    """'idle': new Jobs can start processing without waiting"""
    PROCESSING = 4
    """'processing': Jobs are processing; new Jobs will wait before processing"""
    STOPPED = 5
    """'stopped': no Jobs can be processed and intervention is required"""


class Fate(StrEnum):
    """What a job's report says about the sheet."""

    WAITING = "waiting"
    """pending or processing: paper may move or have moved, the end is not known"""
    HELD = "held"
    """it waits until somebody releases it"""
    PRINTED = "printed"
    """the spooler says so, and nothing speaks against it"""
    CANCELED_HELD = "canceled while held"
    """it ended before it was released, or before it began, when we asked for it back: certainly no paper"""
    UNCERTAIN = "uncertain"
    """it ended and may have printed, or not: a person decides"""
    GONE = "gone"
    """the spooler does not know it (any more)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """What the spooler says about one job. Each field names its IPP attribute."""

    title: str
    """job-name"""
    id: int
    """job-id; CUPS may give it again after a crash: never an identity"""
    uuid: str
    """job-uuid"""
    state: JobState | None
    """job-state; None: the spooler has no job of this uuid and title"""
    message: str = ""
    """job-printer-state-message"""
    reasons: tuple[str, ...] = ()
    """job-printer-state-reasons: those of its printer when the job ended; CUPS keeps them with the job"""
    hold_until: str = ""
    """job-hold-until: 'indefinite' until we release it, then 'no-hold'"""
    processing_at: int | None = None
    """time-at-processing, Unix seconds of the spooler's clock; None: it never started"""
    server_run: str | None = None
    """which run of its server says so, where that matters: when the job has ended, or was at rest. A new run prints again what the one
    before it had under way or had not noted as done, and empties time-at-processing"""

    @property
    def untouched(self) -> bool:
        """Whether it still stands as we created it: held, and never started."""
        return self.hold_until == HOLD and self.processing_at is None

    @property
    def evidence(self) -> str:
        """What the ledger keeps as the ground of a decision, in a line."""
        if self.state is None:
            return f"the spooler does not know job {self.id} any more"
        reasons = ", ".join(reason for reason in self.reasons if reason != "none")
        said = " ".join(part for part in (self.message and f'"{self.message}"', reasons and f"[{reasons}]") if part)
        return f"job {self.id} is {self.state.name.lower()} ({self.state.value})" + (f": {said}" if said else "")


def fate(report: JobReport, released: bool, recalled: bool = False) -> Fate:
    """What became of a job. released: whether our journal says that it was released; recalled: that we asked for it back, and that it was
    never seen to begin."""
    match report.state:
        case None:
            return Fate.GONE
        case JobState.HELD:
            return Fate.HELD
        case JobState.PENDING | JobState.PROCESSING:
            return Fate.WAITING
        case JobState.STOPPED:
            return Fate.UNCERTAIN
        case JobState.CANCELED | JobState.ABORTED:
            taken_back = recalled and report.state is JobState.CANCELED and report.processing_at is None and not report.untouched
            return Fate.CANCELED_HELD if taken_back or (report.untouched and not released) else Fate.UNCERTAIN
        case JobState.COMPLETED:
            return Fate.PRINTED if _believable(report) else Fate.UNCERTAIN


def _believable(report: JobReport) -> bool:
    """CUPS says completed also when the printer was restarted under the job, or refused the document."""
    return report.message in ("", STALE_MESSAGE) and HISTORY_LOST not in report.reasons


def moving_since(report: JobReport, known: int | None) -> int | None:
    """Since when, by the spooler's clock, paper of this job may move. None: not yet, or its backend gave up for want of paper or a person,
    so that the job is back in the queue. While a backend runs, such a word proves nothing: the empty tray may be another one.

    CUPS begins a job anew when it was killed under it, or when somebody held the job or disabled the queue; what the printer had, it may
    print as well. The time is the only trace: see `begun_twice`."""
    if report.state not in (JobState.PENDING, JobState.HELD, JobState.PROCESSING, JobState.STOPPED):
        return known
    gave_up = report.state is JobState.PENDING and not _AT_REST.isdisjoint(map(keyword, report.reasons))
    if gave_up and not begun_twice(report, known):  # of what it did before it began again, that it gave up now says nothing
        return None
    return report.processing_at if known is None else known


def begun_twice(report: JobReport, since: int | None) -> bool:
    """Whether the spooler began again with a job whose paper may have moved already."""
    return since is not None and report.processing_at is not None and report.processing_at != since


_AT_REST = frozenset(
    {
        "media-empty",
        "media-needed",
        "media-jam",
        "cover-open",
        "door-open",
        "interlock-open",
        "input-tray-missing",
        "output-tray-missing",
        "output-area-full",
        "marker-supply-empty",
        "toner-empty",
        "marker-waste-full",
    }
)
"""for want of these a backend ends"""


def keyword(reason: str) -> str:
    """A printer-state-reason without the severity that a printer may append."""
    for severity in ("-error", "-warning", "-report"):
        reason = reason.removesuffix(severity)
    return reason
