"""The test sheet of a stock: where its labels are, and what to measure on paper to know how a printer shifts and scales."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from imposition.document import Document, corners, stream, text
from imposition.drawing import FONT, frame, lines, pen, words
from imposition.geometry import Rect
from imposition.mark_style import PLAIN, Line
from imposition.plan import Options, Sheet, Sides, arrange
from imposition.side import corrected
from imposition.stock import Stock
from ledger.values import NONE, UNCALIBRATED, Calibration, Correction, Millimetre, Size

INSET: Final[Millimetre] = 10
"""from the sheet's edges to the crosses"""
ARM: Final[Millimetre] = 4
LETTERS: Final = 7.0
_ASCENT: Final[Millimetre] = 1.9
_LINE: Final[Millimetre] = 3.2
_REACH: Final[Millimetre] = 10
"""of the rulers at the edges: what is missing of one on paper, the printer cannot reach"""


def write_test_sheet(
    stock: Stock,
    out: BinaryIO,
    *,
    calibration: Calibration = UNCALIBRATED,
    printer: str = "",
    sides: Sides = Sides.LONG_EDGE,
) -> None:
    """A front and, for two sides, a back: the outlines of the labels with their slots, a cross 10 mm from each corner, and rulers.

    Printed with the corrections of a printer the crosses are 10 mm from both edges, or its corrections are wrong.
    """
    document = Document(out)
    tree, font = document.reserve(), document.share(FONT)
    sheet = arrange(stock, {}, Options(sides=sides))
    pages = []
    for back in (False, True) if sides is not Sides.ONE_SIDED else (False,):
        correction = calibration.back if back else calibration.front
        drawn = b"\n".join([corrected(correction, stock.sheet), *_side(sheet, _titles(sheet, printer, correction, back=back), back=back)])
        content = document.add(*stream(b"", drawn))
        resources = b"<</Font<</F %d 0 R>>>>" % font
        box = corners(Rect.of(stock.sheet))
        pages.append(document.add(b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources%b/Contents %d 0 R>>" % (tree, box, resources, content)))
    document.put(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), b" ".join(b"%d 0 R" % page for page in pages)))
    info = document.add(b"<</Title %b/Producer(Badge Forge)>>" % text(f"Test sheet: {stock.name}"))
    document.close(document.add(b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>>>" % tree), info)


def measured(sheet: Size, before: Correction, *, left: Millimetre, bottom: Millimetre, length: Millimetre | None) -> Correction:
    """The correction that a test sheet asks for, which was printed with `before`.

    left, bottom: from the paper's edges to the lower left cross; length: of the upper scale, None for as it should be.
    """
    shrunk = length / scale_length(sheet) if length else 1.0
    off_x = left - sheet.width / 2 - shrunk * (INSET - sheet.width / 2)
    off_y = bottom - sheet.height / 2 - shrunk * (INSET - sheet.height / 2)
    scale = before.scale / shrunk
    return Correction(dx=round(before.dx - scale * off_x, 3), dy=round(before.dy - scale * off_y, 3), scale=round(scale, 5))


def scale_length(sheet: Size) -> Millimetre:
    """Of the scale at the top: whole centimetres between the crosses."""
    return _length(sheet.width)


def _side(sheet: Sheet, titles: list[str], *, back: bool) -> Iterator[bytes]:
    yield pen(PLAIN.weight)
    yield lines([*_crosses(sheet.stock.sheet), *_scales(sheet.stock.sheet), *_edges(sheet.stock.sheet)])
    yield lines((sheet.marks_behind if back else sheet.marks).lines)
    for cell in sheet.cells:
        rect = sheet.behind(cell.rect) if back else cell.rect
        yield frame(rect)
        yield _label(cell.slot, rect)
    for number, title in enumerate(titles):
        yield words(title, INSET + ARM + 2, INSET - _ASCENT / 2 - number * _LINE, LETTERS)


def _titles(sheet: Sheet, printer: str, correction: Correction, *, back: bool) -> list[str]:
    side = f"back, {sheet.options.sides}" if back else "front"
    size = sheet.stock.sheet
    what = f"crosses: {INSET:g} mm from both edges; scales: {scale_length(size):g} and {_length(size.height):g} mm"
    made_for = [f"{printer}, {'uncorrected' if correction == NONE else correction}"] if printer else []
    return [f"{sheet.stock.name}, {side}. {what}", *made_for]


def _label(slot: str, rect: Rect) -> bytes:
    left, middle = rect.left + rect.width / 2, rect.bottom + rect.height / 2
    size = f"{rect.width:g} x {rect.height:g} mm"
    return words(slot, left - 3, middle, 14) + b"\n" + words(size, left - 0.55 * len(size), middle - 5, LETTERS)


def _crosses(sheet: Size) -> Iterator[Line]:
    for x in (INSET, sheet.width - INSET):
        for y in (INSET, sheet.height - INSET):
            yield Line(x1=x - ARM, y1=y, x2=x + ARM, y2=y)
            yield Line(x1=x, y1=y - ARM, x2=x, y2=y + ARM)


def _length(side: Millimetre) -> Millimetre:
    return (side - 2 * INSET) // 10 * 10


def _scales(sheet: Size) -> Iterator[Line]:
    """From the left cross along the top, and from the lower cross along the left edge."""
    top, left = sheet.height - INSET / 2, INSET / 2
    across, up = _length(sheet.width), _length(sheet.height)
    yield Line(x1=INSET, y1=top, x2=INSET + across, y2=top)
    yield from (Line(x1=INSET + at, y1=top, x2=INSET + at, y2=top - tick) for at, tick in _ticks(across))
    yield Line(x1=left, y1=INSET, x2=left, y2=INSET + up)
    yield from (Line(x1=left, y1=INSET + at, x2=left + tick, y2=INSET + at) for at, tick in _ticks(up))


def _edges(sheet: Size) -> Iterator[Line]:
    """A short ruler from each edge inwards, beside the titles."""
    x, y = sheet.width * 3 / 4, sheet.height / 3
    for at, tick in _ticks(_REACH):
        yield from (Line(x1=x, y1=level, x2=x + tick, y2=level) for level in (at, sheet.height - at))
        yield from (Line(x1=level, y1=y, x2=level, y2=y + tick) for level in (at, sheet.width - at))
    yield from (Line(x1=x, y1=end, x2=x, y2=end + _REACH) for end in (0, sheet.height - _REACH))
    yield from (Line(x1=end, y1=y, x2=end + _REACH, y2=y) for end in (0, sheet.width - _REACH))


def _ticks(length: Millimetre) -> Iterator[tuple[Millimetre, Millimetre]]:
    """Each millimetre of a ruler, and how long its tick is."""
    for millimetre in range(int(length) + 1):
        yield millimetre, 2.0 if millimetre % 10 == 0 else 1.4 if millimetre % 5 == 0 else 0.8
