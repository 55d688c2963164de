"""The configuration: `badgeforge.toml` < `BADGEFORGE_...` variables < options, read once, here."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from imposition.stocks import DEFAULT as DEFAULT_STOCK
from ledger.wire import RESERVED_QUEUES

FILE: Final = "badgeforge.toml"


class ConfigError(Exception):
    """The configuration cannot be used: rule, value, remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventConfig:
    """The event this installation prints for, unless args say otherwise. timezone: an IANA name; times are shown in it."""

    key: str = "event"
    name: str = "Badge Forge"
    dates: str = ""
    place: str = ""
    timezone: str = "UTC"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a process is told. database_url: "" for the embedded PostgreSQL; var: where files and the database live."""

    event: EventConfig = field(default_factory=EventConfig)
    database_url: str = ""
    var: Path = Path("var")
    slots: int = 2
    print_center: str = "here"
    log_names: bool = True
    types: Mapping[str, str] = field(default_factory=dict)
    default_type: str = "attendee"
    designs: Path | None = None
    printers: tuple[PrinterConfig, ...] = ()
    queues: tuple[QueueConfig, ...] = ()

    @property
    def files(self) -> Path:
        """The store's folder, absolute."""
        return (self.var / "files").resolve()


_TOP = frozenset({"event", "database", "node", "types", "printers", "queues"})


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration. `path` must exist when it is given; else badgeforge.toml of this folder is read where there is one."""
    file = path or Path(FILE)
    if path is None and not file.exists():
        return _config({}, environment, Path())
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"the configuration is a TOML file that can be read: {file}: {error}; mend it or name another with --config"
        ) from error
    try:
        return _config(table, environment, file.resolve().parent)
    except TypeError as error:
        raise ConfigError(f"{file}: an entry is unknown or of a wrong type: {error}; see docs/configuration.md") from error


def _config(table: Mapping[str, Any], environment: Mapping[str, str], base: Path) -> Config:
    unknown = sorted(table.keys() - _TOP)
    if unknown:
        raise ConfigError(f"a configuration has the tables {', '.join(sorted(_TOP))}, not [{unknown[0]}]; remove it or correct its name")
    node = dict(table.get("node", {}))
    types = dict(table.get("types", {}))
    printers = tuple(PrinterConfig(name=name, **entry) for name, entry in table.get("printers", {}).items())
    var = Path(environment.get("BADGEFORGE_VAR") or base / node.get("var", "var"))
    printers = printers or (PrinterConfig(name="folder", kind="folder", target=str((var / "sheets").resolve())),)
    return Config(
        event=EventConfig(**table.get("event", {})),
        database_url=environment.get("BADGEFORGE_DATABASE_URL") or dict(table.get("database", {})).get("url", ""),
        var=var,
        slots=int(environment.get("BADGEFORGE_SLOTS") or node.get("slots", os.cpu_count() or 1)),
        print_center=_one_of("print_center", node.get("print_center", "here"), ("here", "elsewhere")),
        log_names=bool(node.get("log_names", True)),
        default_type=str(types.pop("default", "attendee")),
        types=types,
        designs=base / node["designs"] if "designs" in node else None,
        printers=printers,
        queues=_queues(table.get("queues", {}), printers),
    )


def _queues(table: Mapping[str, Any], printers: tuple[PrinterConfig, ...]) -> tuple[QueueConfig, ...]:
    first = (printers[0].name,)
    entries = table or {"badges": {}}
    for name in entries:
        if name in RESERVED_QUEUES:
            raise ConfigError(f"a queue of badges may not be called {name!r}, which is ours; choose another name")
    return tuple(_queue(name, dict(entry), first) for name, entry in entries.items())


def _queue(name: str, entry: dict[str, Any], printers: tuple[str, ...]) -> QueueConfig:
    named = tuple(entry.pop("printers", printers))
    linger = entry.pop("linger", 0.0 if entry.get("desk") else 5.0)
    return QueueConfig(name=name, printers=named, linger=None if linger == "hold" else float(linger), **entry)


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ConfigError(f"{what} is {' or '.join(known)}, not {value!r}; correct it under [node]")
    return value
