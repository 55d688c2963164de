"""Best fit: the grid with most badges on a cut sheet, and what keeps it from having more. No I/O."""

from dataclasses import dataclass
from typing import Final

from imposition.errors import Misfit
from imposition.stock import Kind, Stock
from ledger.values import Millimetre, Size

SHEETS: Final = {
    "a3": (Size(width=297, height=420), "iso_a3_297x420mm"),
    "a4": (Size(width=210, height=297), "iso_a4_210x297mm"),
    "a5": (Size(width=148, height=210), "iso_a5_148x210mm"),
    "sra3": (Size(width=320, height=450), "iso_sra3_320x450mm"),
    "sra4": (Size(width=225, height=320), "iso_sra4_225x320mm"),
    "letter": (Size(width=215.9, height=279.4), "na_letter_8.5x11in"),
    "tabloid": (Size(width=279.4, height=431.8), "na_ledger_11x17in"),
    "12x18": (Size(width=304.8, height=457.2), "na_arch-b_12x18in"),
    "13x19": (Size(width=330.2, height=482.6), "na_super-b_13x19in"),
}
"""Sheets by the names of the trade, upright, with their PWG 5101.1 names."""
MARK_OFFSET: Final[Millimetre] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be placed. gutter: between two trims; marks: length of the crop marks, 0 for none; margin: what the printer cannot
    reach at each edge of the sheet."""

    sheet: str
    trim: Size
    bleed: Millimetre = 3
    gutter: Millimetre = 6
    marks: Millimetre = 5
    margin: Millimetre = 5

    @property
    def reserve(self) -> Millimetre:
        """From the outer trims to the edge of the sheet, at least: bleed, or marks and the way to them, and the printer's margin."""
        return self.margin + max(self.bleed, max(self.bleed, MARK_OFFSET) + self.marks if self.marks else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The stock, and a sentence for each way why there is not one more."""

    stock: Stock
    limits: tuple[str, ...]


def best_fit(wish: Wish) -> Fit:
    """The grid on the upright or the level sheet, whichever takes more badges; centred. Raises Misfit where none fits.

    A level sheet is an upright one with all badges turned: nothing else distinguishes them.
    """
    if wish.sheet not in SHEETS:
        raise Misfit(f"no sheet is called {wish.sheet!r}; choose one of {', '.join(SHEETS)}")
    upright, media = SHEETS[wish.sheet]
    level = Size(width=upright.height, height=upright.width)
    sheet = max((upright, level), key=lambda size: _count(wish, size)[0] * _count(wish, size)[1])
    columns, rows = _count(wish, sheet)
    limits = tuple(_limit(wish, way, count, trim, length) for way, count, trim, length in _ways(wish, sheet, columns, rows))
    if columns * rows == 0:
        raise Misfit(f"no badge of {wish.trim} fits on {wish.sheet}: {'; '.join(limits)}")
    return Fit(stock=_stock(wish, sheet, media, columns, rows), limits=limits)


def _count(wish: Wish, sheet: Size) -> tuple[int, int]:
    columns = _along(wish, wish.trim.width, sheet.width)
    return columns, _along(wish, wish.trim.height, sheet.height)


def _along(wish: Wish, trim: Millimetre, length: Millimetre) -> int:
    return max(0, int((length - 2 * wish.reserve + wish.gutter + 1e-6) // (trim + wish.gutter)))


def _ways(wish: Wish, sheet: Size, columns: int, rows: int) -> list[tuple[str, int, Millimetre, Millimetre]]:
    return [("columns", columns, wish.trim.width, sheet.width), ("rows", rows, wish.trim.height, sheet.height)]


def _limit(wish: Wish, way: str, count: int, trim: Millimetre, length: Millimetre) -> str:
    more = count + 1
    needed = more * trim + count * wish.gutter + 2 * wish.reserve
    return (
        f"{more} {way} would take {more} x {trim:g} + {count} x {wish.gutter:g} + 2 x {wish.reserve:g} = {needed:g} mm,"
        f" the sheet has {length:g}"
    )


def _stock(wish: Wish, sheet: Size, media: str, columns: int, rows: int) -> Stock:
    pitch_x, pitch_y = wish.trim.width + wish.gutter, wish.trim.height + wish.gutter
    stock = Stock(
        name=f"{wish.sheet}-{columns}x{rows}",
        title=f"{wish.sheet.title() if wish.sheet.isalpha() else wish.sheet.upper()}, {columns * rows} badges of {wish.trim}",
        source="best fit, centred",
        kind=Kind.CUT,
        media=media,
        sheet=sheet,
        label=wish.trim,
        columns=columns,
        rows=rows,
        left=round((sheet.width - columns * pitch_x + wish.gutter) / 2, 4),
        top=round((sheet.height - rows * pitch_y + wish.gutter) / 2, 4),
        pitch_x=pitch_x,
        pitch_y=pitch_y,
        mark_length=wish.marks,
        mark_offset=MARK_OFFSET,
        slug=True,
    )
    stock.validate()
    return stock
