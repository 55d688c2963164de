"""The configuration: `badgeforge.toml` < `BADGEFORGE_...` variables < options, read once, here."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from badge_forge.config_values import KEEP_FILES, Config, EventConfig, PrinterConfig, QueueConfig
from badge_forge.sections import ConfigError, Section
from forge.ideographs import tongue
from imposition.errors import MarksError, StockError
from imposition.mark_style import Style
from imposition.plan import SIDES
from imposition.stock import Stock
from imposition.stocks import parse as parse_stock
from ledger.wire import RESERVED_QUEUES

__all__ = ["Config", "ConfigError", "EventConfig", "PrinterConfig", "QueueConfig", "load", "printer_name"]

FILE: Final = "badgeforge.toml"
PRINTER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,126}")
QUEUE_NAME: Final = re.compile(r"[a-z0-9_]{1,120}")
"""as the ledger's checks have them"""


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration. `path` must exist when it is given; else badgeforge.toml of this folder is read where there is one."""
    file = path or Path(FILE)
    told = _told_slots(environment)
    if path is None and not file.exists():
        return _config({}, environment, Path(), told)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(
            f"the configuration is a TOML file that can be read: {file}: {reason}; mend it or name another with --config"
        ) from error
    try:
        return _config(table, environment, file.resolve().parent, told)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}; see docs/configuration.md") from error


def _told_slots(environment: Mapping[str, str]) -> int | None:
    told = environment.get("BADGEFORGE_SLOTS")
    if told and not (told.isdecimal() and int(told) > 0):
        raise ConfigError(f"BADGEFORGE_SLOTS is a whole number from 1, not {told!r}; correct it or unset it")
    return int(told) if told else None


def _config(table: Mapping[str, Any], environment: Mapping[str, str], base: Path, slots: int | None) -> Config:
    top = Section("the configuration", table)
    node, types, database = top.table("node"), top.table("types"), top.table("database")
    var, url = base / node.text("var", "var"), database.text("url")  # each entry is read, also where a variable wins over it
    var = Path(environment.get("BADGEFORGE_VAR") or var)
    cores = node.whole("slots", os.cpu_count() or 1, least=1)
    printers = _printers(top.table("printers"), base) or (_folder(var),)
    default_type = types.text("default", "attendee")
    config = Config(
        event=_event(top.table("event")),
        database_url=_conninfo(environment.get("BADGEFORGE_DATABASE_URL") or url),
        var=var,
        slots=slots or cores,
        print_center=node.one_of("print_center", ("here", "elsewhere")),
        log_names=node.flag("log_names", default=True),
        keep_files=node.span("keep_files", KEEP_FILES, never="for ever"),
        default_type=default_type,
        types=types.rest(),
        designs=_its_folder("designs", node.text("designs"), base),
        photos=_its_folder("photos", node.text("photos"), base),
        printers=printers,
        queues=_queues(top.table("queues"), printers),
        stocks=_stocks(top.table("stocks")),
    )
    for section in (top, node, database):
        section.end()
    return config


def _stocks(section: Section) -> tuple[Stock, ...]:
    try:
        return tuple(parse_stock(name, section.table(name).raw()) for name in section.names())
    except StockError as error:
        raise ConfigError(str(error)) from error


def _event(section: Section) -> EventConfig:
    plain = EventConfig()
    event = EventConfig(
        key=section.text("key", plain.key),
        name=section.text("name", plain.name),
        dates=section.text("dates"),
        place=section.text("place"),
        timezone=section.text("timezone", plain.timezone),
        language=section.text("language"),
    )
    section.end()
    if event.language and not tongue(event.language):
        tags = "ja, ko, zh-Hans, zh-Hant"
        raise ConfigError(f"language in [event] is that of ideographs, one of {tags}, not {event.language!r}; correct it, or leave it out")
    if not event.key.strip():
        raise ConfigError("key in [event] is a text that is not empty: it is part of each badge's identity")
    try:
        ZoneInfo(event.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"timezone in [event] is an IANA name such as Europe/Lisbon, not {event.timezone!r}; correct it") from error
    return event


def _conninfo(text: str) -> str:
    try:
        conninfo_to_dict(text)
    except ProgrammingError as error:
        rule = "the database's URL is postgresql://USER@HOST/DATABASE, or words such as host=... dbname=..."
        raise ConfigError(f"{rule}: {str(error).strip()}; correct url in [database], or BADGEFORGE_DATABASE_URL") from error
    return text


def _its_folder(entry: str, text: str, base: Path) -> Path | None:
    folder = base / text
    if text and not folder.is_dir():
        raise ConfigError(f"{entry} in [node] is a folder that is there, not {text!r}; make it, or correct its name")
    return folder if text else None


def _folder(var: Path) -> PrinterConfig:
    return PrinterConfig(name="folder", kind="folder", target=str((var / "sheets").resolve()))


def _printers(section: Section, base: Path) -> tuple[PrinterConfig, ...]:
    return tuple(_printer(printer_name(name), section.table(name), base) for name in section.names())


def printer_name(text: str) -> str:
    """The name, if a printer may be called so. Raises ConfigError."""
    if not PRINTER_NAME.fullmatch(text):
        raise ConfigError(f"a printer's name has letters, digits and _ . -, at most 127 and no space: not {text!r}; choose another")
    return text


def _printer(name: str, entry: Section, base: Path) -> PrinterConfig:
    kind = entry.one_of("kind", ("cups", "folder"))
    target = entry.text("target", name if kind == "cups" else "")
    if kind == "folder" and not target:
        raise ConfigError(f'{entry.title} is a folder and does not say which; add target = "a folder"')
    printer = PrinterConfig(
        name=name, kind=kind, target=target if kind == "cups" else str((base / target).resolve()), server=entry.text("server")
    )
    entry.end()
    return printer


def _queues(section: Section, printers: tuple[PrinterConfig, ...]) -> tuple[QueueConfig, ...]:
    first = (printers[0].name,)
    return tuple(_queue(name, section.table(name), first) for name in section.names() or ("badges",))


def _queue(name: str, entry: Section, printers: tuple[str, ...]) -> QueueConfig:
    if name in RESERVED_QUEUES:
        raise ConfigError(f"a queue of badges may not be called {name!r}, which is ours; choose another name")
    if not QUEUE_NAME.fullmatch(name):
        raise ConfigError(f"a queue's name has small letters, digits and _, at most 120: not {name!r}; choose another")
    plain, desk = QueueConfig(name=name, printers=printers), entry.flag("desk", default=False)
    queue = QueueConfig(
        name=name,
        printers=entry.texts("printers", printers) or printers,
        design=entry.text("design", plain.design),
        stock=entry.text("stock", plain.stock),
        linger=entry.seconds("linger", 0.0 if desk else 5.0, never="hold"),
        desk=desk,
        options=entry.table("options").rest(),
        sides=entry.one_of("sides", tuple(SIDES)),
        marks=_marks(entry.table("marks")),
    )
    entry.end()
    return queue


def _marks(section: Section) -> Style:
    try:
        return Style.from_dict(section.raw())
    except MarksError as error:
        raise ConfigError(f"{section.title}: {error}") from error
