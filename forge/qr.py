"""The QR code of a badge, as an SVG and as PDF operators, with its quiet zone of four modules. No I/O.

All modules are in one path: as shapes of their own, those that touch would show hairlines between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import segno
from markupsafe import Markup

from ledger.values import Millimetre

QUIET: Final = 4
"""modules; ISO/IEC 18004 asks for four"""
MASK: Final = 0
"""of the eight patterns that keep a code from having large areas. Readers know them all; finding the best takes four fifths of the time"""
_DARK = re.compile(rb"\x01+")


SVG_CLASS: Final = "qr-code"
SMALLEST_MM: Final = 0.4
"""of a module: 3 dots of a label printer (203 dpi), what a telephone reads at arm's length"""


class Run(NamedTuple):
    """Dark modules side by side. x, y: from the upper left corner of the quiet zone; length: in modules.

    A badge has 125 of them: as dataclasses they would cost a quarter of its time."""

    x: int
    y: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """side: in modules, with the quiet zone."""

    content: str
    side: int
    runs: tuple[Run, ...]


def code(content: str) -> Code:
    """Error correction M: 15 % of the code may be scratched."""
    matrix = segno.make(content, error="m", micro=False, boost_error=False, mask=MASK).matrix
    return Code(content=content, side=len(matrix) + 2 * QUIET, runs=tuple(_runs(b"\0".join(map(bytes, matrix)), len(matrix) + 1)))


def svg(made: Code) -> Markup:
    """Dark modules on white."""
    path = "".join(f"M{run.x} {run.y}h{run.length}v1h-{run.length}z" for run in made.runs)
    return Markup(  # noqa: S704 - numbers only: the content is in the pattern, not in the markup
        f'<svg class="{SVG_CLASS}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {made.side} {made.side}">'
        f'<path fill="#fff" d="M0 0H{made.side}V{made.side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def operators(made: Code) -> bytes:
    """The same in PDF's operators, in the square from 0, 0 to 1, 1 with the y axis down."""
    modules = "\n".join(f"{run.x} {run.y} {run.length} 1 re" for run in made.runs)
    scale, side = f"{1 / made.side:.9f}", made.side
    return f"q\n{scale} 0 0 {scale} 0 0 cm\n1 1 1 rg\n0 0 {side} {side} re\nf\n0 0 0 rg\n{modules}\nf\nQ".encode()


def warnings(made: Code, size: Millimetre | None) -> list[str]:
    """size: of the printed code with its quiet zone; None = none is printed."""
    if size is not None and not made.content:
        return ["the QR code says nothing: the attendee lacks the field that it names"]
    if size is None or (module := size / made.side) >= SMALLEST_MM:
        return []
    return [f"a module of the QR code is {module:.2f} mm, below {SMALLEST_MM} mm: many readers fail; shorten what it says, or enlarge it"]


def _runs(modules: bytes, width: int) -> Iterator[Run]:
    """width: of a row with the light module that ends it."""
    for found in _DARK.finditer(modules):
        start, end = found.span()
        y, x = divmod(start, width)
        yield Run(x + QUIET, y + QUIET, end - start)
