"""Two slips in the text that WeasyPrint 70 writes, mended in its operators before they are compressed. No I/O.

Letters with a raised or lowered mark (Yoruba, Thai, pointed Hebrew) are affected. It writes empty strings, `[<>-307] TJ`, of which
pdfium loses the number, so that what follows stands too far left; and it writes the rise of a mark in 1/1000 of a pixel, where
Pango counts 1/1024.
"""

import re
from typing import Final

UNITS: Final = 1000 / 1024
_RISE = re.compile(rb"(-?[\d.]+) Ts")


def mended(operators: list[bytes]) -> list[bytes]:
    """The operators of a page; untouched where it sets no text."""
    return [_mended(operator) for operator in operators] if b"BT" in operators else operators


def _mended(operator: bytes) -> bytes:
    if operator.endswith(b"TJ"):
        return operator.replace(b"<>", b" ")
    if rise := _RISE.fullmatch(operator):
        return b"%.6g Ts" % (float(rise[1]) * UNITS)
    return operator
