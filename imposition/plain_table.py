"""Where a plain PDF's objects are: its one table, as text or as a stream."""

import re
import zlib
from itertools import accumulate
from typing import Any, Final

from imposition.objects import DictionaryObject, StreamObject, encoded
from imposition.tokens import NotPlain, parse

_END: Final = re.compile(rb"startxref[\r\n ]+(\d{1,10})[\r\n ]+%%EOF[\r\n ]*\Z")
_TABLE: Final = re.compile(rb"xref[\r\n ]+")
_SECTION: Final = re.compile(rb"(\d{1,7}) (\d{1,6})[\r\n ]+")
_ROW: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER: Final = re.compile(rb"[\r\n ]*trailer[\r\n ]*")
_MOST: Final = 1 << 24
"""bytes unpacked; no badge's table, and no badge's small objects, are more"""
_FREE, _IN_FILE, _PACKED = range(3)


type Place = tuple[int, int]
"""number of the stream that holds the object, and its place in the order there; or 0, and the byte at which it starts"""


def places(data: bytes, file: Any) -> tuple[dict[int, Place], DictionaryObject]:
    """The objects by number, and the trailer, whose references point into `file`. Raises NotPlain."""
    end = _END.search(data, max(0, len(data) - 64))
    if end is None:
        raise NotPlain
    start = int(end[1])
    if table := _TABLE.match(data, start):
        return _text(data, table.end(), file)
    stream = file.looked_at(file.object_at(start))
    if not isinstance(stream, StreamObject) or stream.get("/Type") != "/XRef":
        raise NotPlain
    return _entries(stream), stream


def _text(data: bytes, position: int, file: Any) -> tuple[dict[int, Place], DictionaryObject]:
    found: dict[int, Place] = {}
    while section := _SECTION.match(data, position):
        position = section.end()
        first = int(section[1])
        for number in range(first, first + int(section[2])):
            row = _ROW.match(data, position)
            if row is None or number in found:
                raise NotPlain
            position = row.end()
            if row[3] == b"n":
                found[number] = _in_file(int(row[1]), int(row[2]))
    trailer = _TRAILER.match(data, position)
    value = parse(data, trailer.end(), file)[0] if trailer else None
    if not isinstance(value, DictionaryObject):
        raise NotPlain
    return found, value


def _entries(stream: StreamObject) -> dict[int, Place]:
    widths, index = numbers(stream, "/W"), numbers(stream, "/Index", [0, stream.get("/Size")])
    if len(widths) != 3 or len(index) != 2 or not 0 < sum(widths) <= 24:
        raise NotPlain
    data, width = inflated(stream), sum(widths)
    if len(data) != width * index[1]:
        raise NotPlain
    ends = list(accumulate(widths))
    kinds, wheres, rests = (_column(data, end - size, end, width) for size, end in zip(widths, ends, strict=True))
    kinds = kinds if widths[0] else [_IN_FILE] * len(kinds)
    if not {_FREE, _IN_FILE, _PACKED}.issuperset(kinds):
        raise NotPlain
    rows = zip(range(index[0], sum(index)), kinds, wheres, rests, strict=True)
    return {number: (where, rest) if kind == _PACKED else _in_file(where, rest) for number, kind, where, rest in rows if kind}


def _column(data: bytes, first: int, end: int, width: int) -> list[int]:
    """The numbers at these bytes of each row."""
    values = [0] * (len(data) // width)
    for place in range(first, end):
        values = [value << 8 | byte for value, byte in zip(values, data[place::width], strict=True)]
    return values


def _in_file(where: int, generation: int) -> Place:
    if generation:
        raise NotPlain
    return (0, where)


def numbers(stream: StreamObject, key: str, default: list[Any] | None = None) -> list[int]:
    """Whole numbers of a table's dictionary."""
    value = stream.get(key)
    found = default if value is None and default else value and value.get_object()
    if not isinstance(found, list) or any(each is None or each < 0 or each != int(each) for each in found):
        raise NotPlain
    return [int(each) for each in found]


def inflated(stream: StreamObject) -> bytes:
    """What a stream of the file's own bookkeeping holds: deflated without a predictor."""
    if stream.get("/Filter") != "/FlateDecode" or "/DecodeParms" in stream:
        raise NotPlain
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(encoded(stream), _MOST)
    except zlib.error as error:
        raise NotPlain from error
    if not inflate.eof:
        raise NotPlain
    return data
