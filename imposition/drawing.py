"""Lines, frames and words as PDF operators, in millimetres. Words are printable ASCII in the font that a page calls /F. No I/O."""

from collections.abc import Iterable
from typing import Final

from imposition.document import literal, numbers
from imposition.geometry import Rect, points
from imposition.mark_style import Ink, Line
from ledger.values import Millimetre

FONT: Final = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
DASH: Final[Millimetre] = 0.8
BLACK: Final = b"0 0 0 1"
"""K only: no printer mixes it from colours."""


def pen(weight: float, ink: Ink = Ink.BLACK) -> bytes:
    """What follows is drawn so many points wide. Ink.ALL is the colour space that a page calls /All."""
    colour = b"/All CS 1 SCN" if ink is Ink.ALL else b"%b K" % BLACK
    return b"%b %b w" % (colour, numbers(weight))


def lines(drawn: Iterable[Line]) -> bytes:
    """Strokes, in the pen that was set last."""
    ordered = sorted(drawn, key=lambda line: line.dashed)
    strokes = []
    for line in ordered:
        stroke = b"%b m %b l S" % (_at(line.x1, line.y1), _at(line.x2, line.y2))
        strokes.append(b"[%b] 0 d %b [] 0 d" % (numbers(points(DASH)), stroke) if line.dashed else stroke)
    return b"\n".join(strokes)


def target(box: Rect) -> bytes:
    """A cross, and a circle of three fifths of its size."""
    x, y, arm = box.left + box.width / 2, box.bottom + box.height / 2, box.width / 2
    cross = (Line(x1=x - arm, y1=y, x2=x + arm, y2=y), Line(x1=x, y1=y - arm, x2=x, y2=y + arm))
    radius = 0.6 * arm
    bend = 0.5523 * radius  # the handle of a quarter circle
    quarters = [(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)]
    curves = (
        b"%b %b %b c"
        % (
            _at(x + a * radius + c * bend, y + b * radius + d * bend),
            _at(x + c * radius + a * bend, y + d * radius + b * bend),
            _at(x + c * radius, y + d * radius),
        )
        for a, b, c, d in quarters
    )
    return lines(cross) + b"\n%b m %b S" % (_at(x + radius, y), b" ".join(curves))


def frame(rect: Rect) -> bytes:
    """The outline of a rectangle, in the pen that was set last."""
    return b"%b %b re S" % (_at(rect.left, rect.bottom), _at(rect.width, rect.height))


def bars(boxes: Iterable[Rect]) -> bytes:
    """Rectangles filled in black, as one shape: no seam shows between them."""
    drawn = (b"%b %b re" % (_at(box.left, box.bottom), _at(box.width, box.height)) for box in boxes)
    return b"%b k %b f" % (BLACK, b" ".join(drawn))


def words(text: str, left: Millimetre, baseline: Millimetre, size: float) -> bytes:
    """A line of text; size in points."""
    return b"BT %b k /F %b Tf %b Td %b Tj ET" % (BLACK, numbers(size), _at(left, baseline), literal(text))


def _at(x: Millimetre, y: Millimetre) -> bytes:
    return numbers(points(x), points(y))
