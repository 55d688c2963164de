"""What a process is told, as values. `badge_forge.config` reads them, once, at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from imposition.mark_style import PLAIN, Style
from imposition.stock import Stock
from imposition.stocks import DEFAULT as DEFAULT_STOCK

KEEP_FILES: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventConfig:
    """The event this installation prints for, unless args say otherwise. timezone: an IANA name; times are shown in it.

    language: a tag of ideographs that do not tell theirs."""

    key: str = "event"
    name: str = "Badge Forge"
    dates: str = ""
    place: str = ""
    timezone: str = "UTC"
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterConfig:
    """A printer to begin with. kind: folder or cups; target: folder or CUPS's name; server: CUPS's address, "" for the default."""

    name: str
    kind: str = "cups"
    target: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """A route to begin with. linger: seconds, None holds part-filled sheets until they are flushed."""

    name: str
    printers: tuple[str, ...]
    design: str = "conference"
    stock: str = DEFAULT_STOCK
    linger: float | None = 5.0
    desk: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    sides: str = "long-edge"
    marks: Style = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a process is told. database_url: "" for the embedded PostgreSQL; var: where files and the database live;
    keep_files: None keeps the files of badges and sheets for ever."""

    event: EventConfig = field(default_factory=EventConfig)
    database_url: str = ""
    var: Path = Path("var")
    slots: int = 2
    print_center: str = "here"
    log_names: bool = True
    keep_files: timedelta | None = KEEP_FILES
    types: Mapping[str, str] = field(default_factory=dict)
    default_type: str = "attendee"
    designs: Path | None = None
    photos: Path | None = None
    printers: tuple[PrinterConfig, ...] = ()
    queues: tuple[QueueConfig, ...] = ()
    stocks: tuple[Stock, ...] = ()

    @property
    def files(self) -> Path:
        """The store's folder, absolute."""
        return (self.var / "files").resolve()
