"""Registration targets: a circle and a cross in the middle of each margin, by which a press lays colour on colour. No I/O."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from imposition.geometry import CLOSE, Rect
from imposition.mark_style import Line
from imposition.stock import Stock
from ledger.values import Millimetre

RADIUS: Final[Millimetre] = 2.5
"""from the centre to the ends of the cross"""
ROOM: Final[Millimetre] = 2 * (RADIUS + 0.5)
"""A margin with less beside its bleed has no target."""


def targets(stock: Stock, bleed: Millimetre, lines: Iterable[Line]) -> Iterator[Rect]:
    """The boxes of up to four: between a margin's bleed and its edge, in the widest gap between its marks."""
    grid, sheet, marks = stock.grid.grown(bleed), stock.sheet, tuple(lines)
    for near, far, at_left in ((0.0, grid.left, True), (grid.right, sheet.width, False)):
        taken = [line.y1 for line in marks if line.y1 == line.y2 and (line.x2 < grid.left) == at_left]
        along = _middle(taken, stock.grid.bottom, stock.grid.top)
        if along and far - near >= ROOM - CLOSE:
            yield _box((near + far) / 2, along)
    for near, far, at_bottom in ((0.0, grid.bottom, True), (grid.top, sheet.height, False)):
        taken = [line.x1 for line in marks if line.x1 == line.x2 and (line.y2 < grid.bottom) == at_bottom]
        along = _middle(taken, stock.grid.left, stock.grid.right)
        if along and far - near >= ROOM - CLOSE:
            yield _box(along, (near + far) / 2)


def _middle(taken: list[Millimetre], start: Millimetre, end: Millimetre) -> Millimetre | None:
    first, last = max(pairwise(sorted({start, *taken, end})), key=lambda gap: gap[1] - gap[0])
    return (first + last) / 2 if last - first >= ROOM else None


def _box(x: Millimetre, y: Millimetre) -> Rect:
    return Rect(left=x - RADIUS, bottom=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS)
