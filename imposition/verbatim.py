"""Objects that are copied as they stand: all that must be known of them is that they are well-formed, and where their references are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from imposition.tokens import BLANK, ENDS, NAME, NUMBER, REFERENCE, STRING, WORD

_DEPTH: Final = 4
"""brackets within brackets: a badge's resources have no more"""
_LOOKED_AT: Final = re.compile(rb"/(?:OC|OCMD|Parent|StructParents?|PieceInfo|Metadata|F|Separation)" + ENDS)
"""what `copying` leaves behind or examines"""
_SPOT: Final = re.compile(STRING + rb"|(\d{1,7}+) 0 R", re.DOTALL)
"""a reference; or a string, which may look like one"""

_LENGTHS: Final = re.compile(rb"/Length" + ENDS)
_LENGTH: Final = re.compile(rb"/Length[\0\t\n\f\r ]++(\d{1,10}+)(?=[\0\t\n\f\r ]*+[/>])")
_DEFLATED: Final = re.compile(rb"/Filter%b\[?%b/FlateDecode" % (BLANK, BLANK))


class Unread(bytes):
    """A well-formed value, as it stands in its file."""

    def with_references(self, written: Callable[[int, Any], bytes], file: Any) -> bytes:
        """The same with the references that `written` gives for those into `file`."""
        return _SPOT.sub(lambda spot: written(int(spot[1]), file) if spot[1] else spot[0], self)


@dataclass(frozen=True, slots=True)
class UnreadStream:
    """A stream whose dictionary is Unread; its length is right."""

    head: Unread
    data: memoryview

    @property
    def deflated(self) -> bool:
        return _DEFLATED.search(self.head) is not None


def length(head: Unread) -> int | None:
    """Of the stream of a dictionary without dictionaries in it; None where it must be looked at."""
    keys, found = _LENGTHS.findall(head), _LENGTH.search(head)
    return int(found[1]) if found and len(keys) == 1 and head.count(b"<<") == 1 else None


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
    atom = rb"(?:%b|%b|%b|%b)%b|%b|<[0-9A-Fa-f]*+>" % (NAME, REFERENCE, NUMBER, WORD, ENDS, STRING)
    if depth == 0:
        return b"(?:%b)" % atom
    value, key = BLANK + _nested(depth - 1), BLANK + NAME + ENDS
    return rb"(?:%b|\[(?:%b)*+%b\]|<<(?:%b%b)*+%b>>)" % (atom, value, BLANK, key, value, BLANK)
