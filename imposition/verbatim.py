"""Objects that are copied as they stand: all that must be known of them is that they are well-formed, and where their references are."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from imposition.tokens import BLANK, ENDS, NAME, NUMBER, REFERENCE, STRING, WORD

_DEPTH: Final = 4
"""brackets within brackets: a badge's resources have no more"""
_LOOKED_AT: Final = re.compile(rb"/(?:OC|OCMD|Parent|StructParents?|PieceInfo|Metadata|Length|F|Separation)" + ENDS)
"""what `copying` leaves behind or examines"""
_SPOT: Final = re.compile(STRING + rb"|(\d{1,7}+) 0 R", re.DOTALL)
"""a reference; or a string, which may look like one"""


class Unread(bytes):
    """A well-formed value, as it stands in its file."""

    def with_references(self, written: Callable[[int, Any], bytes], file: Any) -> bytes:
        """The same with the references that `written` gives for those into `file`."""
        if not _SPOT.search(self):
            return bytes(self)
        return _SPOT.sub(lambda spot: written(int(spot[1]), file) if spot[1] else spot[0], self)


def unread(data: bytes, position: int) -> tuple[Unread, int] | None:
    """The value at a position and where it ends; None where it is not understood or must be looked at."""
    value = _pattern().match(data, position)
    if value is None or _LOOKED_AT.search(value[1]):
        return None
    return Unread(value[1]), value.end()


@cache
def _pattern() -> re.Pattern[bytes]:
    return re.compile(rb"%b(%b)" % (BLANK, _nested(_DEPTH)), re.DOTALL)


def _nested(depth: int) -> bytes:
    atom = b"|".join((NAME, REFERENCE, NUMBER, WORD, STRING, rb"<[0-9A-Fa-f]*+>"))
    if depth == 0:
        return b"(?:%b)" % atom
    value, key = BLANK + _nested(depth - 1), BLANK + NAME
    return rb"(?:%b|\[(?:%b)*+%b\]|<<(?:%b%b)*+%b>>)" % (atom, value, BLANK, key, value, BLANK)
