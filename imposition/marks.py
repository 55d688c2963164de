"""Crop marks, fold marks and registration targets: where the guillotine cuts and the hand folds, outside every bleed. No I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from imposition.geometry import CLOSE, Rect
from imposition.mark_style import PLAIN, Line, Style, Where
from imposition.stock import Kind, Stock
from imposition.targets import ROOM, targets
from ledger.values import Millimetre

SHORTEST: Final[Millimetre] = 2
"""A mark that has less room is left out: nobody would see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one side of a sheet, and what could not be drawn. targets: a box round each."""

    lines: tuple[Line, ...] = ()
    targets: tuple[Rect, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def boxes(self) -> tuple[Rect, ...]:
        """Where something is drawn."""
        return (*(line.box for line in self.lines), *self.targets)


def crop_marks(stock: Stock, bleed: Millimetre, style: Style = PLAIN) -> Marks:
    """The marks for badges with this bleed: none unless the stock is cut.

    They start max(bleed, offset) outside the trims, are shortened down to 2 mm where the margin is narrow, and else left out,
    with a warning.
    """
    length = stock.mark_length if style.length is None else style.length
    if stock.kind is not Kind.CUT or length == 0:
        return Marks()
    offset = max(bleed, stock.mark_offset if style.offset is None else style.offset)
    rooms = {side: min(length, margin - offset) for side, margin in margins(stock).items()}
    kept = {side: room for side, room in rooms.items() if room >= SHORTEST - CLOSE}
    lines = [line for side, room in kept.items() for line in _side(stock, side, offset, room)]
    lines += _gutters(stock, offset, length) if style.where is Where.EACH else []
    found = tuple(targets(stock, bleed, lines)) if style.targets else ()
    warnings = [_left_out(stock, side, offset) for side in rooms if side not in kept]
    if style.targets and len(found) < 4:
        warnings.append(f"stock {stock.name}: {len(found)} of 4 registration targets: other margins have less than {ROOM:g} mm for one")
    return Marks(lines=tuple(lines), targets=found, warnings=tuple(warnings))


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


def _side(stock: Stock, side: str, offset: Millimetre, length: Millimetre) -> Iterator[Line]:
    grid = stock.grid
    starts = {"left": grid.left - offset, "right": grid.right + offset}
    starts |= {"bottom": grid.bottom - offset, "top": grid.top + offset}
    start = starts[side]
    end = start + (length if side in {"right", "top"} else -length)
    if side in {"left", "right"}:
        yield from (Line(x1=start, y1=y, x2=end, y2=y) for y in _cuts(_rows(stock)))
        yield from (Line(x1=start, y1=y, x2=end, y2=y, dashed=True) for y in stock.folds)
    else:
        yield from (Line(x1=x, y1=start, x2=x, y2=end) for x in _cuts(_columns(stock)))


def _gutters(stock: Stock, offset: Millimetre, length: Millimetre) -> list[Line]:
    """Marks between the trims: from either side of a gutter, as one line where they would meet."""
    across = _stretches(_columns(stock), offset, length)
    down = _stretches(_rows(stock), offset, length)
    level = [Line(x1=start, y1=y, x2=end, y2=y) for start, end in across for y in _cuts(_rows(stock))]
    return level + [Line(x1=x, y1=start, x2=x, y2=end) for start, end in down for x in _cuts(_columns(stock))]


def _stretches(
    cells: list[tuple[Millimetre, Millimetre]], offset: Millimetre, length: Millimetre
) -> Iterator[tuple[Millimetre, Millimetre]]:
    for (_, end), (begin, _) in pairwise(cells):
        start, stop = end + offset, begin - offset
        if stop - start >= SHORTEST - CLOSE:
            yield from [(start, start + length), (stop - length, stop)] if stop - start > 2 * length + CLOSE else [(start, stop)]


def _columns(stock: Stock) -> list[tuple[Millimetre, Millimetre]]:
    cells = [stock.cell(column) for column in range(stock.columns)]
    return [(cell.left, cell.right) for cell in cells]


def _rows(stock: Stock) -> list[tuple[Millimetre, Millimetre]]:
    """From the bottom up."""
    cells = [stock.cell(row * stock.columns) for row in reversed(range(stock.rows))]
    return [(cell.bottom, cell.top) for cell in cells]


def _cuts(cells: Iterable[tuple[Millimetre, Millimetre]]) -> list[Millimetre]:
    """Without gutters two labels share a cut."""
    ordered = sorted(edge for cell in cells for edge in cell)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > CLOSE]
