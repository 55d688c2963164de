"""Where sheets go. A destination is a queue of CUPS, or a folder; the spool knows no difference."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ledger.values import Trouble
from spool.ipp import Fate, JobReport, PrinterState
from spool.ticket import Offer, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldJob:
    """A job that the spooler has and does not print yet."""

    id: int
    uuid: str
    server_run: str = ""
    """of the spooler that took it; see JobReport"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRef:
    """A job as the journal knows it."""

    id: int
    uuid: str
    title: str
    released: bool
    at_rest: bool = False
    """the journal knows that no paper of it moves as long as the spooler's server is not restarted"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterReport:
    """A destination at a moment."""

    name: str
    state: PrinterState
    words: str
    """the state for people"""
    accepting: bool
    """printer-is-accepting-jobs"""
    reasons: tuple[str, ...] = ()
    """printer-state-reasons"""
    message: str = ""
    """printer-state-message"""
    media_ready: tuple[str, ...] = ()
    """media-ready: what is loaded; CUPS asks the printer for it only when the queue is made, so it proves nothing"""
    device: str = ""
    """device-uri, or the folder"""
    model: str = ""
    """printer-make-and-model"""
    group: bool = False
    """a CUPS class: its jobs cannot be followed"""
    offer: Offer = field(default_factory=Offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """This sheet, and each like it, cannot be printed there; others can."""

    why: str
    """the rule, the value, the remedy and what the printer offers"""

    def __str__(self) -> str:
        return self.why


class Runner(Protocol):
    """Runs a module-level function where it can be killed: a request of pycups has no time-out.

    Raises what the function raises; TimeoutError (or a subclass) when it took longer than timeout_s and was killed, ConnectionError
    (or a subclass) when its process died.
    """

    async def __call__[T](self, function: Callable[..., T], *args: Any, timeout_s: float) -> T: ...


class Destination(Protocol):
    """Each method raises DestinationDown when the spooler gives no answer, UnknownPrinter, or Rejected, with the remedy."""

    async def check(self, ticket: Ticket) -> Trouble | Refusal | None:
        """Why this sheet cannot go in here now, by the printer's fault or its own; None when it can."""

    async def trouble(self) -> Trouble | None:
        """What keeps the printer from printing, or from taking sheets, now."""

    async def hold(self, ticket: Ticket, document: Path) -> HeldJob:
        """Step 2 of the held protocol (spool/submission.py): take the sheet, and print nothing."""

    async def withdraw(self, title: str) -> int:
        """Recovery of `intent`: cancel every held job of this title; returns how many there were."""

    async def held(self) -> Sequence[str]:
        """The titles of the sheets of ours that the spooler holds, whoever made them."""

    async def kept(self) -> Sequence[str]:
        """The titles of the sheets of ours that the spooler has printed, and could print again after a power cut."""

    async def release(self, job: HeldJob, title: str) -> Fate:
        """Step 4, and recovery of `releasing`: may be repeated at will. CANCELED_HELD, GONE: there was nothing to release."""

    async def look(self, jobs: Sequence[JobRef]) -> Mapping[str, JobReport]:
        """What the spooler says about each of these jobs, by title; state None for one that it does not know."""

    async def cancel(self, job: JobRef) -> bool:
        """Cancel it, whatever it does. True only with proof that no paper moved: it was held until the end, and is seen canceled."""

    async def forget(self, titles: str) -> int:
        """Remove what the spooler keeps of the ended jobs whose titles begin so; returns how many there were."""

    async def discard(self, jobs: Sequence[JobRef]) -> None:
        """These are printed, and known to be: keep nothing by which the spooler could print one again after a power cut."""

    async def recall(self, job: JobRef) -> JobReport:
        """Cancel a released job, if it has not begun; what it is now. Whoever never saw it begin knows by it what became of the sheet."""

    async def state(self) -> PrinterReport:
        """How the destination is."""

    async def offer(self) -> Offer:
        """What it can do, options included, whether or not it is ready."""

    async def pause(self) -> None:
        """Let nothing further in. What is there is finished."""

    async def resume(self) -> None:
        """Let it print and let sheets in again."""
