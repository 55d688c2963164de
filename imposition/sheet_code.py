"""The code of a sheet: a QR code in its margin, so that a spoiled sheet is named by a scan. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import segno

from imposition.geometry import Rect
from ledger.values import Millimetre

MODULE: Final[Millimetre] = 0.3
"""seven dots of a 600 dpi printer"""
QUIET: Final = 4
"""modules of white round the code; ISO/IEC 18004 asks for four"""
_MASK: Final = 2
"""one mask for all: to weigh the eight takes four times as long, and scanners read each"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCode:
    """A code and where it lies. box: with its quiet zone, in mm from the sheet's bottom left."""

    rows: tuple[bytes, ...]
    box: Rect

    @property
    def bars(self) -> Iterator[Rect]:
        """The dark modules, joined in runs along each row."""
        left, top = self.box.left + QUIET * MODULE, self.box.top - QUIET * MODULE
        for index, row in enumerate(self.rows):
            for start, end in _runs(row):
                bottom = top - (index + 1) * MODULE
                yield Rect(left=left + start * MODULE, bottom=bottom, width=(end - start) * MODULE, height=MODULE)


def sheet_code(text: str, left: Millimetre, bottom: Millimetre) -> SheetCode:
    """The QR code of a text, its quiet zone's corner here. Error correction M: 15 % of it may be scratched."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    rows = tuple(bytes(row) for row in code.matrix)
    side = (len(rows) + 2 * QUIET) * MODULE
    return SheetCode(rows=rows, box=Rect(left=left, bottom=bottom, width=side, height=side))


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    x = 0
    while (start := row.find(1, x)) >= 0:
        x = row.find(0, start)
        x = len(row) if x < 0 else x
        yield start, x
