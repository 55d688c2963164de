"""The slug: a line in the sheet's margin that says which batch, sheet and time it is. No I/O."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from unicodedata import combining, normalize

from imposition.geometry import CLOSE, Rect, millimetres
from imposition.marks import margins
from imposition.sheet_code import SheetCode, sheet_code
from imposition.stock import Stock
from ledger.values import Millimetre

SIZE: Final = 6.0
"""of the letters, in points"""
FREE: Final[Millimetre] = 8
"""A margin holds a slug when this much of it is free of bleed: 5 mm that printers cannot reach, and the line."""
BASELINE: Final[Millimetre] = 5.5
ASCENT: Final[Millimetre] = millimetres(0.75 * SIZE)
DESCENT: Final[Millimetre] = millimetres(0.22 * SIZE)
CLEAR: Final[Millimetre] = 1
"""between the line and a mark"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slug:
    """A line of printable ASCII, set in Helvetica; `left` and `baseline` in mm from the sheet's bottom left."""

    text: str
    left: Millimetre
    baseline: Millimetre
    code: SheetCode | None = None
    """before the text, where the margin has room for it"""

    @property
    def box(self) -> Rect:
        """What the letters may touch; the width is an upper bound."""
        bottom = self.baseline - DESCENT
        return Rect(left=self.left, bottom=bottom, width=_width(self.text), height=ASCENT + DESCENT)


def slug_line(
    stock: Stock,
    *,
    batch: str,
    number: int,
    total: int | None,
    time: str,
    bleed: Millimetre,
    taken: Iterable[Rect],
    code: str = "",
) -> Slug | None:
    """The slug of a sheet, at the bottom or else at the top; None where the stock wants none or no margin has room.

    A batch label too long for the margin is shortened; number, time and code are not. The code is drawn, too, where it fits.
    """
    boxes = tuple(taken)
    sheet = f"sheet {number}" if total is None else f"sheet {number} of {total}"
    last = "   ".join(part for part in (time, code) if part)
    for baseline in _baselines(stock, bleed):
        left, right = _gap(stock, baseline, boxes)
        drawn = _drawn(code, left, right, baseline, (*boxes, stock.grid.grown(bleed))) if code else None
        begin = drawn.box.right if drawn else left
        if text := _fitted(batch, sheet, last, right - begin):
            return Slug(text=text, left=begin, baseline=baseline, code=drawn)
        if text := _fitted(batch, sheet, last, right - left):
            return Slug(text=text, left=left, baseline=baseline)
    return None


def _drawn(code: str, left: Millimetre, right: Millimetre, baseline: Millimetre, taken: Sequence[Rect]) -> SheetCode | None:
    """The code above the line's foot, or below its head where the line is at the top; None where there is no room for it."""
    made = sheet_code(code, left, baseline - DESCENT)
    if baseline > BASELINE:
        made = replace(made, box=replace(made.box, bottom=baseline + ASCENT - made.box.height))
    for begin in (left, *sorted(box.right + CLEAR for box in taken if left < box.right + CLEAR < right)):
        box = replace(made.box, left=begin)
        if not any(box.overlaps(other.grown(CLEAR / 2)) for other in taken):
            return replace(made, box=box)
    return None


def _baselines(stock: Stock, bleed: Millimetre) -> Iterator[Millimetre]:
    margin = margins(stock)
    if stock.slug and margin["bottom"] - bleed >= FREE - CLOSE:
        yield BASELINE
    if stock.slug and margin["top"] - bleed >= FREE - CLOSE:
        yield stock.sheet.height - BASELINE - ASCENT


def _gap(stock: Stock, baseline: Millimetre, taken: tuple[Rect, ...]) -> tuple[Millimetre, Millimetre]:
    """The widest stretch under the trims, 5 mm from the edges, where nothing else is drawn at the height of the line."""
    edge = BASELINE
    left, right = max(stock.grid.left, edge), min(stock.grid.right, stock.sheet.width - edge)
    strip = Rect.spanning(left - CLEAR, baseline - DESCENT, right + CLEAR, baseline + ASCENT)
    crossing = sorted({(box.left, box.right) for box in taken if strip.overlaps(box.grown(CLEAR / 2))})
    ends = [(left - CLEAR, left - CLEAR), *crossing, (right + CLEAR, right + CLEAR)]
    stretches = [(end + CLEAR, begin - CLEAR) for (_, end), (begin, _) in pairwise(ends)]
    return max(stretches, key=lambda stretch: stretch[1] - stretch[0])


def _fitted(batch: str, sheet: str, last: str, room: Millimetre) -> str | None:
    shorter = (batch[:length] + "..." for length in range(len(batch) - 1, 0, -1))
    for label in (batch, *shorter, ""):
        text = _printable("   ".join(part for part in (label, sheet, last) if part))
        if _width(text) <= room:
            return text
    return None


def _printable(text: str) -> str:
    """Accents go, other letters become question marks: the standard fonts know no more."""
    plain = (letter for letter in normalize("NFKD", text) if not combining(letter))
    return "".join(letter if " " <= letter <= "~" else "?" for letter in plain)


def _width(text: str) -> Millimetre:
    """An upper bound: the widths of Helvetica in three classes."""
    wide, middle = frozenset("mMW%@"), frozenset("wABCDEFGHIJKLNOPQRSTUVXYZ&+<=>~")
    ems = sum(1.02 if letter in wide else 0.78 if letter in middle else 0.56 for letter in text)
    return millimetres(ems * SIZE)
