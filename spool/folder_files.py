"""The sheets in a folder: hidden while they are held, under their names when they are released."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from spool.destination import HeldJob
from spool.errors import Rejected, reading
from spool.ipp import HOLD, NO_HOLD, JobReport, JobState

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class FolderFiles:
    """Its methods block, raise OSError, and are on the disk when they return."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, title: str, document: Path) -> HeldJob:
        hidden, visible = self.paths(title)
        if not visible.exists():
            _copy_durably(document, hidden.with_suffix(".part"), hidden)
        return HeldJob(id=0, uuid=f"folder:{title}")

    def release(self, job: HeldJob, title: str) -> JobReport:
        hidden, visible = self.paths(title)
        with suppress(FileNotFoundError):
            hidden.rename(visible)
            _sync_folder(self._folder)
        return self.report(job.id, job.uuid, title)

    def remove_held(self, title: str) -> int:
        hidden, _ = self.paths(title)
        hidden.with_suffix(".part").unlink(missing_ok=True)
        try:
            hidden.unlink()
        except FileNotFoundError:
            return 0
        _sync_folder(self._folder)
        return 1

    def forget(self, titles: str) -> int:
        self.paths(titles)
        files = [path for path in self._folder.glob("*.p*") if path.name.removeprefix(".").startswith(titles)]
        for path in files:
            path.unlink(missing_ok=True)
        return len(files)

    def report(self, number: int, uuid: str, title: str) -> JobReport:
        hidden, visible = self.paths(title)
        if visible.exists():
            at = int(visible.stat().st_mtime)
            return JobReport(title=title, id=number, uuid=uuid, state=JobState.COMPLETED, hold_until=NO_HOLD, processing_at=at)
        state = JobState.HELD if hidden.exists() else None
        return JobReport(title=title, id=number, uuid=uuid, state=state, hold_until=HOLD if state else "")

    def paths(self, title: str) -> tuple[Path, Path]:
        """The hidden and the visible name. A title is a slug: it cannot lead out of the folder."""
        if not _SLUG.fullmatch(title):
            raise Rejected(
                "a title is a slug of 1-200 letters, digits, dots, dashes and underscores", repr(title), "name the batch otherwise"
            )
        return self._folder / f".{title}.pdf", self._folder / f"{title}.pdf"


def _copy_durably(source: Path, part: Path, target: Path) -> None:
    """After this, power may fail: the target is whole, or is not there."""
    try:
        with reading(source) as data, part.open("wb") as copy:
            shutil.copyfileobj(data, copy)
            copy.flush()
            os.fsync(copy.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    part.rename(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
