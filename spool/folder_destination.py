"""A folder as a destination: each sheet becomes a file `<title>.pdf` in it. The default on a machine without printers.

A held sheet is a hidden file (`.<title>.pdf`), released by renaming it. A sheet is printed when its file is there: who takes files out
of the folder before they were seen makes them uncertain.
"""

import asyncio
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ledger.values import Impact, Trouble
from spool.destination import HeldJob, JobRef, PrinterReport, Refusal
from spool.errors import FolderTrouble
from spool.folder_files import FolderFiles
from spool.ipp import Fate, JobReport, PrinterState, fate
from spool.printer_words import words
from spool.ticket import Offer, Ticket, refusal

_REMEDIES = {
    errno.ENOENT: "make the folder",
    errno.ENOTDIR: "choose a folder",
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room in the quota",
    errno.EFBIG: "make room on its disk",
    errno.EACCES: "let the node's user write there",
    errno.EPERM: "let the node's user write there",
    errno.EROFS: "let the node's user write there",
}


class FolderDestination:
    """folder: must exist; it has no sheets but ours, and a hidden file `.paused` while it is paused."""

    def __init__(self, *, folder: Path, name: str = "") -> None:
        self._folder = folder
        self._files = FolderFiles(folder)
        self._name = name or folder.name

    async def check(self, ticket: Ticket) -> Trouble | Refusal | None:
        """A folder takes all media and sides."""
        self._files.paths(ticket.title)
        why = refusal(ticket, Offer(), self._name)
        return Refusal(why=why) if why else await self.trouble()

    async def trouble(self) -> Trouble | None:
        """Its folder is missing, cannot be written, or is paused."""
        return await self._do(self._closed)

    def _closed(self) -> Trouble | None:
        if not self._folder.is_dir():
            return Trouble(words=f"its folder {self._folder} is missing", remedy="make it", impact=Impact.STOPPED)
        if not os.access(self._folder, os.W_OK | os.X_OK):
            remedy = "let the node's user write there"
            return Trouble(words=f"its folder {self._folder} cannot be written", remedy=remedy, impact=Impact.STOPPED)
        if self._paused.exists():
            return Trouble(words="is paused in its folder", remedy=f"`badgeforge printer resume {self._name}`", impact=Impact.CLOSED)
        return None

    async def hold(self, ticket: Ticket, document: Path) -> HeldJob:
        """Write the hidden file. A title that is there already is not written again."""
        return await self._do(self._files.hold, ticket.title, document)

    async def withdraw(self, title: str) -> int:
        """Remove the hidden file."""
        return await self._do(self._files.remove_held, title)

    async def held(self) -> Sequence[str]:
        """The hidden files, half-written ones too."""
        return await self._do(lambda: sorted({path.stem[1:] for path in self._folder.glob(".*.p*") if path.suffix in (".pdf", ".part")}))

    async def kept(self) -> Sequence[str]:
        """None: a file is not printed again."""
        return ()

    async def release(self, job: HeldJob, title: str) -> Fate:
        """Give the file its name, unless it has it."""
        return fate(await self._do(self._files.release, job, title), released=False)

    async def look(self, jobs: Sequence[JobRef]) -> Mapping[str, JobReport]:
        """Completed are those whose files are there, since the time of the file."""
        reports = await self._do(lambda: [self._files.report(job.id, job.uuid, job.title) for job in jobs])
        return {report.title: report for report in reports}

    async def cancel(self, job: JobRef) -> bool:
        """True when the file was hidden until now. One that is there stays there."""
        return await self._do(self._files.remove_held, job.title) > 0

    async def forget(self, titles: str) -> int:
        """Remove the files, hidden ones too."""
        return await self._do(self._files.forget, titles)

    async def discard(self, jobs: Sequence[JobRef]) -> None:
        """The file is the sheet: it stays."""

    async def recall(self, job: JobRef) -> JobReport:
        """What is released lies there: a look."""
        return await self._do(self._files.report, job.id, job.uuid, job.title)

    async def state(self) -> PrinterReport:
        """Ready, paused, or stopped for want of a folder."""
        return await self._do(self._state)

    async def offer(self) -> Offer:
        """A folder takes all media and sides, and heeds no options."""
        return Offer()

    async def pause(self) -> None:
        """Refuse further sheets, over restarts too."""
        await self._do(self._paused.touch)

    async def resume(self) -> None:
        """Take sheets again."""
        await self._do(self._paused.unlink, True)

    def _state(self) -> PrinterReport:
        there, paused = self._folder.is_dir(), self._paused.exists()
        writable = there and os.access(self._folder, os.W_OK | os.X_OK)
        state = PrinterState.IDLE if writable and not paused else PrinterState.STOPPED
        reasons = ("paused",) if paused else ()
        message = "" if writable else "the folder cannot be written" if there else "the folder is missing"
        return PrinterReport(
            name=self._folder.name,
            state=state,
            words=words(state, reasons, message),
            accepting=writable and not paused,
            reasons=reasons,
            device=str(self._folder),
            model="folder",
        )

    @property
    def _paused(self) -> Path:
        return self._folder / ".paused"

    async def _do[T](self, function: Callable[..., T], *args: object) -> T:
        """Beside the event loop: a disk can be slow, and a network folder hang for a while."""
        try:
            return await asyncio.to_thread(function, *args)
        except OSError as error:
            remedy = _REMEDIES.get(error.errno or 0, "see to the folder and its disk")
            raise FolderTrouble("sheets need their folder", f"{self._folder}: {error.strerror}", remedy) from error
