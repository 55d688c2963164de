"""The paper that came out of a simulated printer: the log of the printer itself, which is the truth whatever spoolers say."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One sheet that came out."""

    title: str
    """of the print job"""
    at: float
    """Unix seconds"""
    file: Path
    """what was printed"""


def set_mode(folder: Path, mode: str) -> None:
    """What the printer does from now on; also with the job in its hands, if that waits for paper."""
    fresh = folder / "mode.new"
    fresh.write_text(mode, encoding="utf-8")
    fresh.replace(folder / "mode")


def done(folder: Path) -> list[Done]:
    """What came out, in order."""
    lines = (line.split(" ", 2) for line in _lines(folder / "done.log"))
    return [Done(title=title, at=float(at), file=Path(file)) for at, title, file in lines]


def started(folder: Path) -> list[str]:
    """The titles of the jobs that the printer began, in order; a title that began twice is there twice."""
    return [line.split(" ")[1] for line in _lines(folder / "started.log")]


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []
