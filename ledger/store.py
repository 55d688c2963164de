"""The files: PDFs under content names. The ledger keeps keys ("badge/<sha256>.pdf"), never absolute paths."""

import errno
import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger("badgeforge")

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
"""the disk is full, or cannot be written: no badge is to blame"""
ROOM_S = 5.0
"""before a badge or a sheet that found no room is made again"""


class Room:
    """Whether a node's store takes files. It tells its log once when that changes; `trouble` tells people, by the node's row."""

    trouble: str | None = None

    def wants(self, error: Exception) -> bool:
        """Is this error want of room, and nobody's fault?"""
        if not isinstance(error, OSError) or error.errno not in NO_ROOM:
            return False
        if self.trouble is None:
            log.warning("%s", _sentence(error))
        self.trouble = _sentence(error)
        return True

    def found(self) -> None:
        """A file was written."""
        if self.trouble is not None:
            log.info("the store takes files again")
        self.trouble = None


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    remedy = "make room on its disk, or let the node's user write there; what waits goes on by itself"
    return f"badges and sheets need the store: {error.strerror}{where}; {remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A folder of files that never change once they have their name. root: absolute."""

    root: Path

    def path(self, key: str) -> Path:
        """Where the file of a key is on this node."""
        return self.root / key

    def has(self, key: str) -> bool:
        """Is there a file? It counts as used now, so that nobody who clears old files takes it away from the one who asked."""
        try:
            os.utime(self.path(key))
        except FileNotFoundError:
            return False
        except PermissionError:  # another user's
            return self.path(key).is_file()
        return True

    def remove(self, key: str, *, unused_since: float) -> bool:
        """Remove a file, unless it was used since this time (seconds of the epoch); False where it stays, or is gone.

        It is taken aside before it is looked at, so that `has` either was quicker, and is seen, or finds nothing."""
        path = self.path(key)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.old")
        try:
            path.rename(aside)
            if aside.stat().st_mtime < unused_since:
                aside.unlink()
                return True
            aside.rename(path)
        except FileNotFoundError:  # somebody else removes it
            return False
        return False

    def put(self, kind: str, content: bytes, suffix: str = ".pdf") -> str:
        """Write content durably under its own name and return the key; twice the same content is one file.

        The file is complete and on the disk before its name exists, so that a key in the ledger always finds it."""
        key = f"{kind}/{hashlib.sha256(content).hexdigest()}{suffix}"
        self.write(key, content)
        return key

    def holds(self, key: str) -> bool:
        """Is the file of a key that `put` gave there, with the content that its name tells? A damaged one goes away, to be made again."""
        path = self.path(key)
        if not self.has(key):
            return False
        whole = hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
        if not whole:
            path.unlink(missing_ok=True)
        return whole

    def write(self, key: str, content: bytes) -> None:
        """Write content under a key that its content decides (a digest of it), unless it is there."""
        path = self.path(key)
        if not self.has(key):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)


def _write_durably(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
