"""How marks look, and the lines they are made of. No I/O."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final

from imposition.errors import MarksError
from imposition.geometry import Rect
from ledger.values import Millimetre


class Where(StrEnum):
    """Which trims have crop marks."""

    OUTER = "outer"
    """those at the edges of the grid: one mark for each cut"""
    EACH = "each"
    """all: where a gutter has room, it has marks too"""


class Ink(StrEnum):
    """What marks are drawn in."""

    BLACK = "black"
    """K only, as office and digital printers want it"""
    ALL = "all"
    """every separation, for offset printing: /Separation /All"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How marks look. Lengths in mm; None for the stock's own."""

    length: Millimetre | None = None
    offset: Millimetre | None = None
    """from the trim to the mark, at least; a larger bleed pushes the mark out"""
    weight: float = 0.25
    """in points"""
    ink: Ink = Ink.BLACK
    where: Where = Where.OUTER
    targets: bool = False
    """registration targets in the middle of the margins"""

    @classmethod
    def from_dict(cls, told: Mapping[str, object]) -> "Style":
        """The style that a configuration or a person tells, as numbers or as texts. Raises MarksError."""
        known = [field.name for field in fields(cls)]
        for name in told:
            if name not in known:
                raise MarksError(f"marks have {', '.join(known)}, not {name!r}")
        return cls(**{name: _read(name, value) for name, value in told.items()})

    def to_dict(self) -> dict[str, object]:
        """What differs from the plain style."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != getattr(PLAIN, field.name)}


PLAIN: Final = Style()
_RANGES: Final = {"length": (0, 50, "mm"), "offset": (0, 50, "mm"), "weight": (0.1, 3, "points")}
_WORDS: Final[Mapping[str, Mapping[str, object]]] = {
    "ink": {str(each): each for each in Ink},
    "where": {str(each): each for each in Where},
    "targets": {"true": True, "false": False},
}


def _read(name: str, value: object) -> Any:
    if name in _RANGES:
        return _number(name, value)
    word = str(value).lower()
    if word not in _WORDS[name]:
        raise MarksError(f"{name} of marks is {' or '.join(_WORDS[name])}, not {value!r}")
    return _WORDS[name][word]


def _number(name: str, value: object) -> float:
    least, most, unit = _RANGES[name]
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or not least <= number <= most:
        raise MarksError(f"{name} of marks is {least:g} to {most:g} {unit}, not {value!r}")
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line in mm from the sheet's bottom left, level or upright. dashed: it is folded there, not cut."""

    x1: Millimetre
    y1: Millimetre
    x2: Millimetre
    y2: Millimetre
    dashed: bool = False

    @property
    def box(self) -> Rect:
        """The line as a rectangle without area."""
        return Rect.spanning(self.x1, self.y1, self.x2, self.y2)

    def along(self, box: Rect) -> "Line":
        """The same line elsewhere: the inverse of `box`."""
        return replace(self, x1=box.left, y1=box.bottom, x2=box.right, y2=box.top)
