"""What WeasyPrint says while it works: it logs a missing glyph, image or file, and goes on without it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from forge.assets import name_of

LOGGER = "weasyprint"


@dataclass(slots=True)
class Heard:
    """glyphs: characters no font has, as "U+E000"; files: images and styles that are not there or cannot be read; rest: warnings."""

    glyphs: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def add(self, other: "Heard") -> None:
        """Hear what another heard, nothing twice."""
        for mine, theirs in ((self.glyphs, other.glyphs), (self.files, other.files), (self.rest, other.rest)):
            mine.extend(each for each in theirs if each not in mine)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear everything from WARNING on, and keep it from the program's own log: its lines may quote an attendee."""
    heard, logger = Heard(), logging.getLogger(LOGGER)
    handler = _Handler(heard)
    before = (logger.propagate, logger.level, logger.disabled)
    logger.addHandler(handler)
    logger.propagate, logger.disabled = False, False
    if deaf := logger.getEffectiveLevel() > logging.WARNING:
        logger.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate, level, logger.disabled = before
        if deaf:  # to set a level empties what all loggers remember
            logger.setLevel(level)


class _Handler(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        bucket, value = _judged(record, self._heard)
        if value not in bucket:
            bucket.append(value)


def _judged(record: logging.LogRecord, heard: Heard) -> tuple[list[str], str]:
    arguments = record.args if isinstance(record.args, tuple) else ()
    if record.msg.startswith(".notdef glyph") and len(arguments) == 2:
        return heard.glyphs, _glyph(*arguments)
    if record.levelno >= logging.ERROR or record.msg.startswith("Font-face"):
        return heard.files, _missing(record, arguments[0] if arguments else record.getMessage())
    return heard.rest, record.getMessage()


def _glyph(char: object, codepoint: object) -> str:
    shown = f" {char}" if str(char).isprintable() else ""
    return f"U+{codepoint:04X}{shown}"


def _missing(record: logging.LogRecord, what: object) -> str:
    """The file, or what else failed: WeasyPrint names no file for what stands in the HTML itself."""
    if isinstance(what, Exception):
        return f"{record.msg.partition(':')[0].removeprefix('Failed to load ')} ({type(what).__name__}: {what})"
    return name_of(str(what)) or "an SVG in its HTML"
