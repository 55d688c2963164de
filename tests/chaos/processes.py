"""Whose child is whose, so that a harness kills what it means and nothing else."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that this one started and that live."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):  # it ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return sorted(found)


def grandchildren(pid: int) -> list[int]:
    return [grandchild for child in children(pid) for grandchild in children(child)]


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> bool:
    """Whether there was somebody to kill."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False
