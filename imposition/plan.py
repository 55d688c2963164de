"""The plan: which badge lies where on which sheet. Values only; `write` makes the PDF. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from imposition.geometry import Rect
from imposition.mark_style import PLAIN, Style
from imposition.marks import Marks, crop_marks
from imposition.order import Layout, Order
from imposition.slug import Slug, slug_line
from imposition.stock import Stock
from imposition.stocks import fits
from ledger.values import NONE, Correction, Millimetre, Size


class Sides(StrEnum):
    """How the printer turns the sheet between front and back: the IPP attribute `sides`."""

    ONE_SIDED = "one-sided"
    """no backs: what a sheet of one-page badges is, whatever was wished"""
    LONG_EDGE = "two-sided-long-edge"
    """as a book in portrait"""
    SHORT_EDGE = "two-sided-short-edge"
    """as a calendar in portrait"""


SIDES: Final = {"long-edge": Sides.LONG_EDGE, "short-edge": Sides.SHORT_EDGE}
"""what a person calls them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What holds for all sheets of a run."""

    batch: str = ""
    """the batch's label: the document's title, and in the slug"""
    code: str = ""
    """of the sheet, for one that is planned by itself: in the slug, as text and as a QR code"""
    time: str = ""
    """when it was made, as the slug shows it"""
    first: int = 1
    """number of the first sheet"""
    total: int | None = None
    """sheets of the batch, where it is more than is planned here"""
    sides: Sides = Sides.LONG_EDGE
    """for badges of two pages"""
    order: Order = Order.AS_SORTED
    stack: int | None = None
    """sheets that are cut at once, for cut-and-stack; None for all"""
    used: frozenset[str] = frozenset()
    """slots of the first sheet that are gone already"""
    marks: Style = PLAIN
    front: Correction = NONE
    back: Correction = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSource:
    """A badge's PDF of one page or, with a back, of two; trim and bleed as the generator wrote them."""

    pdf: Path
    trim: Size
    bleed: Millimetre
    id: str
    """names the badge in messages and in the outline; never a person's name"""
    pages: range | None = None
    """which pages of the file are its faces, from 0; None for all of it, one or two"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A slot of a sheet; `rect` is its trim on the front, `ink` the area its badge may print on."""

    slot: str
    rect: Rect
    ink: Rect
    badge: BadgeSource | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: all cells of its stock, empty ones too."""

    stock: Stock
    number: int
    total: int | None
    """None where nobody knows how many there will be"""
    cells: tuple[Cell, ...]
    marks: Marks
    """of the front"""
    slug: Slug | None
    options: Options = field(default_factory=Options)

    @property
    def bleed(self) -> Millimetre:
        """The largest bleed on the sheet."""
        return max((cell.badge.bleed for cell in self.cells if cell.badge), default=0)

    @property
    def turned(self) -> bool:
        """Whether the sheet is turned over a level edge, so that backs stand on their heads."""
        portrait = self.stock.sheet.height >= self.stock.sheet.width
        return portrait == (self.options.sides is Sides.SHORT_EDGE)

    @property
    def marks_behind(self) -> Marks:
        """The marks of the back."""
        lines = tuple(line.along(self.behind(line.box)) for line in self.marks.lines)
        return Marks(lines=lines, targets=tuple(self.behind(box) for box in self.marks.targets))

    def behind(self, rect: Rect) -> Rect:
        """Where a rectangle of the front lies on the back: the real rectangle mirrored, so that unequal margins are right."""
        size = self.stock.sheet
        return rect.mirrored_y(size.height) if self.turned else rect.mirrored_x(size.width)


def plan(stock: Stock, badges: Sequence[BadgeSource | None], options: Options | None = None) -> tuple[Sheet, ...]:
    """The sheets for these badges; None leaves a cell empty.

    Raises Misfit where a badge does not fit the stock, StockError for used slots it lacks.
    """
    options = options or Options()
    used = {stock.position(slot) for slot in options.used}
    layout = Layout(count=len(badges), capacity=stock.capacity, order=options.order, used=used, stack=options.stack)
    total = options.total or options.first - 1 + layout.sheets
    return tuple(
        arrange(stock, _cells(stock, badges, layout.cells(index + 1)), options, number=options.first + index, total=total)
        for index in range(layout.sheets)
    )


def _cells(stock: Stock, badges: Sequence[BadgeSource | None], places: Mapping[int, int]) -> dict[str, BadgeSource]:
    found = ((stock.slot(position), badges[sequence]) for position, sequence in places.items())
    return {slot: badge for slot, badge in found if badge}


def arrange(
    stock: Stock,
    cells: Mapping[str, BadgeSource],
    options: Options | None = None,
    *,
    number: int = 1,
    total: int | None = None,
) -> Sheet:
    """One sheet with these badges in these slots, the others empty. Raises StockError for a slot it lacks, and Misfit."""
    options = options or Options()
    by_position = {stock.position(slot): badge for slot, badge in cells.items()}
    for badge in cells.values():
        fits(stock, badge.trim, badge.bleed)
    bleed = max((badge.bleed for badge in cells.values()), default=0)
    marks = crop_marks(stock, bleed, options.marks)
    return Sheet(
        stock=stock,
        number=number,
        total=total,
        cells=tuple(_cell(stock, position, by_position.get(position)) for position in range(stock.capacity)),
        marks=marks,
        slug=slug_line(
            stock,
            batch=options.batch,
            number=number,
            total=total,
            time=options.time,
            bleed=bleed,
            taken=marks.boxes,
            code=options.code,
        ),
        options=options,
    )


def halves(cell: Cell) -> tuple[tuple[Rect, Rect], tuple[Rect, Rect]]:
    """Trim and ink of the lower and the upper half of a label that is folded: at the fold neither bleeds into the other."""
    rect, ink, fold = cell.rect, cell.ink, cell.rect.bottom + cell.rect.height / 2
    lower = Rect.spanning(rect.left, rect.bottom, rect.right, fold), Rect.spanning(ink.left, ink.bottom, ink.right, fold)
    upper = Rect.spanning(rect.left, fold, rect.right, rect.top), Rect.spanning(ink.left, fold, ink.right, ink.top)
    return lower, upper


def _cell(stock: Stock, position: int, badge: BadgeSource | None) -> Cell:
    ink = stock.ink(position, badge.bleed if badge else 0)
    return Cell(slot=stock.slot(position), rect=stock.cell(position), ink=ink, badge=badge)
