"""The test sheet of a stock: where its labels are, and what to measure on paper to know how a printer shifts and scales."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from imposition.document import Document, corners, stream, text
from imposition.drawing import FONT, frame, lines, pen, words
from imposition.geometry import Rect
from imposition.mark_style import PLAIN, Line
from imposition.plan import Correction, Sheet, Sides, arrange
from imposition.side import corrected
from imposition.stock import Stock
from ledger.values import Millimetre, Size

INSET: Final[Millimetre] = 10
"""from the sheet's edges to the crosses"""
ARM: Final[Millimetre] = 4
LETTERS: Final = 7.0
_ASCENT: Final[Millimetre] = 1.9


def write_test_sheet(stock: Stock, out: BinaryIO, *, front: Correction | None = None, back: Correction | None = None) -> None:
    """A front and a back, each with the outlines of its labels and their slots, a cross 10 mm from each corner, and a scale.

    Printed with the corrections of a printer the crosses are 10 mm from both edges, or its corrections are wrong.
    """
    document = Document(out)
    tree, font = document.reserve(), document.share(FONT)
    sheet = arrange(stock, {}, None)
    pages = []
    for name, correction in (("front", front), ("back", back)):
        drawn = b"\n".join([corrected(correction or Correction(), stock.sheet), *_side(sheet, name)])
        content = document.add(*stream(b"", drawn))
        resources = b"<</Font<</F %d 0 R>>>>" % font
        box = corners(Rect.of(stock.sheet))
        pages.append(document.add(b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources%b/Contents %d 0 R>>" % (tree, box, resources, content)))
    document.put(tree, b"<</Type/Pages/Count 2/Kids[%b]>>" % b" ".join(b"%d 0 R" % page for page in pages))
    info = document.add(b"<</Title %b/Producer(Badge Forge)>>" % text(f"Test sheet: {stock.name}"))
    document.close(document.add(b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>>>" % tree), info)


def _side(sheet: Sheet, name: str) -> Iterator[bytes]:
    stock, back = sheet.stock, name == "back"
    yield pen(PLAIN.weight)
    yield lines([*_crosses(stock.sheet), *_scale(stock.sheet)])
    yield lines((sheet.marks_behind if back else sheet.marks).lines)
    for cell in sheet.cells:
        rect = sheet.behind(cell.rect) if back else cell.rect
        yield frame(rect)
        yield _label(cell.slot, rect)
    yield words(_title(stock, name), INSET + ARM + 2, INSET - _ASCENT / 2, LETTERS)


def _title(stock: Stock, name: str) -> str:
    turn = "" if name == "front" else f", {Sides.LONG_EDGE}"
    return f"{stock.name}, {name}{turn}: the crosses are 10 mm from both edges, the scale is {_length(stock.sheet):g} mm long"


def _label(slot: str, rect: Rect) -> bytes:
    left, middle = rect.left + rect.width / 2, rect.bottom + rect.height / 2
    size = f"{rect.width:g} x {rect.height:g} mm"
    return words(slot, left - 3, middle, 14) + b"\n" + words(size, left - 0.55 * len(size), middle - 5, LETTERS)


def _crosses(sheet: Size) -> Iterator[Line]:
    for x in (INSET, sheet.width - INSET):
        for y in (INSET, sheet.height - INSET):
            yield Line(x1=x - ARM, y1=y, x2=x + ARM, y2=y)
            yield Line(x1=x, y1=y - ARM, x2=x, y2=y + ARM)


def _length(sheet: Size) -> Millimetre:
    """Of the scale: whole centimetres between the crosses at the top."""
    return (sheet.width - 2 * INSET) // 10 * 10


def _scale(sheet: Size) -> Iterator[Line]:
    left, level = INSET, sheet.height - INSET / 2
    length = _length(sheet)
    yield Line(x1=left, y1=level, x2=left + length, y2=level)
    for millimetre in range(int(length) + 1):
        long = 2.0 if millimetre % 10 == 0 else 1.4 if millimetre % 5 == 0 else 0.8
        yield Line(x1=left + millimetre, y1=level, x2=left + millimetre, y2=level - long)
