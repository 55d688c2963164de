"""Lines, frames and words as PDF operators, in millimetres. Words are printable ASCII in the font that a page calls /F. No I/O."""

from collections.abc import Iterable
from typing import Final

from imposition.document import literal, numbers
from imposition.geometry import Rect, points
from imposition.marks import Line
from ledger.values import Millimetre

FONT: Final = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BLACK: Final = b"0 0 0 1"
"""K only: no printer mixes it from colours."""


def lines(drawn: Iterable[Line], weight: float) -> bytes:
    """Strokes of so many points."""
    strokes = (b"%b m %b l S" % (_at(line.x1, line.y1), _at(line.x2, line.y2)) for line in drawn)
    return b"\n".join([b"%b K %b w" % (BLACK, numbers(weight)), *strokes])


def frame(rect: Rect) -> bytes:
    """The outline of a rectangle, in the weight that was set last."""
    return b"%b %b re S" % (_at(rect.left, rect.bottom), _at(rect.width, rect.height))


def words(text: str, left: Millimetre, baseline: Millimetre, size: float) -> bytes:
    """A line of text; size in points."""
    return b"BT %b k /F %b Tf %b Td %b Tj ET" % (BLACK, numbers(size), _at(left, baseline), literal(text))


def _at(x: Millimetre, y: Millimetre) -> bytes:
    return numbers(points(x), points(y))
