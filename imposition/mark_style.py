"""How marks look, and the lines they are made of. No I/O."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

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


PLAIN: Final = Style()


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
