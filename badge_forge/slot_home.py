"""Private folders for the temporary files of slots. WeasyPrint's font folder outlives a process that is killed; these do not."""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_LOCK = "lock"


class Homes:
    """One folder a node below the system's temporary folder, with one folder a slot in it.

    The node holds a lock on its folder as long as it lives, so whatever can be locked belongs to nobody and is swept.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self._folder = folder
        self._lock = lock

    @classmethod
    def open(cls, place: Path | None = None) -> Self:
        """Sweep what killed nodes of this user left in `place` (default: the system's), and make a new folder there."""
        place = place or Path(tempfile.gettempdir())
        for old in place.glob(f"{_prefix()}*"):
            _sweep(old)
        # Locked before it bears the name that is looked for: a sweep at the same time never finds it unlocked.
        raw = Path(tempfile.mkdtemp(prefix="badgeforge-new-", dir=place))
        lock = os.open(raw / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(raw.rename(place / raw.name.replace("badgeforge-new-", _prefix())), lock)

    def new(self) -> str:
        """A fresh folder for one process, removed by whoever sees the process end."""
        return tempfile.mkdtemp(prefix="slot-", dir=self._folder)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)


def _prefix() -> str:
    return f"badgeforge-slots-{os.geteuid()}-"


def _sweep(folder: Path) -> None:
    """Remove the folder if it is ours and no node holds it. Links and other people's folders are left alone."""
    with suppress(OSError):
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            return
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)
