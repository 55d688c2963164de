"""Which nodes of this machine live: each holds a lock on a file that bears its name, and the kernel frees a dead one's at once."""

import fcntl
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self


class Presence:
    """This node's lock among those of its neighbours in `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lock = -1

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Locked before it bears the name that is looked for: a neighbour never finds it unlocked.
        self._lock, draft = tempfile.mkstemp(prefix=".", dir=self._folder)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        Path(draft).rename(self._folder / self._name)
        return self

    def __exit__(self, *_: object) -> None:
        self.forget(self._name)
        os.close(self._lock)

    def neighbours(self) -> list[str]:
        """The names of this machine's other nodes."""
        names = [path.name for path in self._folder.iterdir() if not path.name.startswith(".")]
        return sorted(name for name in names if name != self._name)

    def dead(self) -> list[str]:
        """The names of the neighbours that died."""
        return [name for name in self.neighbours() if self._is_free(name)]

    def forget(self, name: str) -> None:
        """A dead one needs no file any more."""
        (self._folder / name).unlink(missing_ok=True)

    def _is_free(self, name: str) -> bool:
        with suppress(OSError):  # it has just left, or it lives
            lock = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            finally:
                os.close(lock)
        return False
