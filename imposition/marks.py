"""Crop marks: where the guillotine cuts, at the outer edges of the grid, outside every bleed. No I/O."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from imposition.geometry import CLOSE, Rect
from imposition.stock import Kind, Stock
from ledger.values import Millimetre

WEIGHT: Final = 0.25
"""of a mark, in points; drawn in K only, as office and digital printers want it"""
SHORTEST: Final[Millimetre] = 2
"""A mark that has less room is left out: nobody would see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line in mm from the sheet's bottom left."""

    x1: Millimetre
    y1: Millimetre
    x2: Millimetre
    y2: Millimetre

    @property
    def box(self) -> Rect:
        """The line as a rectangle without area."""
        return Rect.spanning(self.x1, self.y1, self.x2, self.y2)

    @classmethod
    def along(cls, box: Rect) -> "Line":
        """The inverse of `box`: lines are level or upright."""
        return cls(x1=box.left, y1=box.bottom, x2=box.right, y2=box.top)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one side of a sheet, and what could not be drawn."""

    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()


def crop_marks(stock: Stock, bleed: Millimetre) -> Marks:
    """The marks for badges with this bleed: none unless the stock is cut.

    They start max(bleed, the stock's offset) outside the trims, are shortened down to 2 mm where the margin is narrow, and else
    left out, with a warning.
    """
    if stock.kind is not Kind.CUT or stock.mark_length == 0:
        return Marks()
    offset = max(bleed, stock.mark_offset)
    rooms = {side: min(stock.mark_length, margin - offset) for side, margin in margins(stock).items()}
    kept = {side: length for side, length in rooms.items() if length >= SHORTEST - CLOSE}
    lines = [line for side, length in kept.items() for line in _side(stock, side, offset, length)]
    return Marks(lines=tuple(lines), warnings=tuple(_left_out(stock, side, offset) for side in rooms if side not in kept))


def margins(stock: Stock) -> dict[str, Millimetre]:
    """From the outer trims to the edges of the sheet: left, right, bottom, top."""
    grid = stock.grid
    right, top = stock.sheet.width - grid.right, stock.sheet.height - grid.top
    return {"left": grid.left, "right": right, "bottom": grid.bottom, "top": top}


def _left_out(stock: Stock, side: str, offset: Millimetre) -> str:
    return (
        f"stock {stock.name}: no crop marks at the {side}: its margin of {margins(stock)[side]:g} mm is less than"
        f" {offset:g} mm offset + {SHORTEST:g} mm"
    )


def _side(stock: Stock, side: str, offset: Millimetre, length: Millimetre) -> list[Line]:
    grid = stock.grid
    starts = {"left": grid.left - offset, "right": grid.right + offset}
    starts |= {"bottom": grid.bottom - offset, "top": grid.top + offset}
    start = starts[side]
    end = start + (length if side in {"right", "top"} else -length)
    if side in {"left", "right"}:
        return [Line(x1=start, y1=y, x2=end, y2=y) for y in _cuts_down(stock)]
    return [Line(x1=x, y1=start, x2=x, y2=end) for x in _cuts_across(stock)]


def _cuts_across(stock: Stock) -> list[Millimetre]:
    cells = [stock.cell(column) for column in range(stock.columns)]
    return _distinct([x for cell in cells for x in (cell.left, cell.right)])


def _cuts_down(stock: Stock) -> list[Millimetre]:
    cells = [stock.cell(row * stock.columns) for row in range(stock.rows)]
    return _distinct([y for cell in cells for y in (cell.bottom, cell.top)])


def _distinct(cuts: list[Millimetre]) -> list[Millimetre]:
    """Without gutters two labels share a cut."""
    ordered = sorted(cuts)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > CLOSE]
