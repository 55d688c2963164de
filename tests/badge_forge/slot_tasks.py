"""Module-level functions that the tests of the slots perform in real processes."""

import os
import signal
import tempfile
import time
from pathlib import Path


class Odd(Exception):
    """Cannot be unpickled: its constructor wants what it does not keep."""

    def __init__(self, *, code: int) -> None:
        super().__init__(f"odd {code}")


class Unreadable:
    """Arrives as something that cannot be opened."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return explode, ("unreadable",)


def explode(text: str) -> None:
    raise ValueError(text)


def add(one: int, two: int) -> int:
    return one + two


def pid() -> int:
    return os.getpid()


def wait_for(path: Path, mark: str = "", into: Path | None = None) -> int:
    """Note `mark`, then wait until the file is there."""
    if into:
        note(mark, into)
    while not path.exists():
        time.sleep(0.002)
    return os.getpid()


def note(mark: str, into: Path) -> int:
    with into.open("a") as file:
        file.write(f"{mark}\n")
    return os.getpriority(os.PRIO_PROCESS, 0)


def hang_with_the_lock_held(into: Path) -> None:
    """A call of C that never lets another thread run."""
    note(str(os.getpid()), into)
    sum(range(10**12))


def die(code: int) -> None:
    os._exit(code)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(code: object) -> None:
    raise SystemExit(code)


def odd() -> None:
    raise Odd(code=7)


def unpicklable() -> object:
    return lambda: None


def unreadable() -> object:
    return Unreadable()


def blob(size: int) -> bytes:
    return b"x" * size


def swallow(data: bytes) -> int:
    return len(data)


def eat(size: int) -> int:
    return len(bytearray(size))


def temporary() -> str:
    """Leave a file behind, as WeasyPrint's font folder would be."""
    handle, path = tempfile.mkstemp()
    os.close(handle)
    return path


def variable(name: str) -> str | None:
    return os.environ.get(name)


def signals() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)


def loaded(module: str) -> bool:
    import sys

    return module in sys.modules


def warm_once(path: Path) -> None:
    """Fails for ever after the first time."""
    if path.exists():
        raise RuntimeError("no second time")
    path.touch()


def warm_note(path: Path) -> None:
    note("warm", path)


def warm_at_last(path: Path, time: int) -> None:
    """Is killed each time before this one."""
    note("warm", path)
    if len(path.read_text().splitlines()) < time:
        be_killed()
