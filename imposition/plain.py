"""Reads plain PDFs into pypdf's objects, in a tenth of its time, and only as far as it is asked.

A plain file has one table of objects, no encryption, no layers, and the spelling of `tokens`; WeasyPrint, fpdf2, MuPDF and pypdf
write such files. All others raise NotPlain, at once or when it is found out: they are pypdf's.
"""

import re
from itertools import pairwise
from typing import Any, Final

from imposition.objects import DecodedStreamObject, DictionaryObject, EncodedStreamObject, IndirectObject, StreamObject, Verbatim
from imposition.plain_table import inflated, places
from imposition.tokens import NotPlain, parse
from imposition.verbatim import Unread, unread

_HEAD: Final = re.compile(rb"(\d{1,7}) 0 obj(?=[\r\n <\[(/\d-])")
_STREAM: Final = re.compile(rb"[\r\n ]*stream\r?\n")
_END: Final = re.compile(rb"[\r\n ]*endobj")
_STREAM_END: Final = re.compile(rb"\r?\n?endstream[\r\n ]+endobj")
_NEAR: Final = 400
_NOT_PLAIN: Final = frozenset({"/Encrypt", "/Prev", "/XRefStm", "/OCProperties"})


def plain_catalog(data: bytes) -> DictionaryObject:
    """The root of a plain PDF. Raises NotPlain, as any reference in it may."""
    return PlainFile(data).catalog


class PlainFile:
    """What pypdf calls a reader: its references find their objects here."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._view = memoryview(data)
        self._objects: dict[int, Any] = {}
        self._looked_at: dict[int, Any] = {}
        self._packs: dict[int, dict[int, tuple[bytes, int, int]]] = {}
        self._places, trailer = places(data, self)
        self.catalog = self._root(trailer)

    def get_object(self, reference: IndirectObject) -> Any:
        """The object that a reference names."""
        number = reference.idnum
        if number not in self._looked_at:
            value = self.object(number)
            value = parse(value, 0, self)[0] if type(value) is Unread else value
            self._looked_at[number] = value.get_object() if type(value) is Verbatim else value
        return self._looked_at[number]

    def object_at(self, position: int, number: int | None = None) -> Any:
        """The object at this byte, which must have this number, if one is given."""
        head = _HEAD.match(self._data, position)
        if head is None or number not in (None, int(head[1])):
            raise NotPlain
        begins = head.end()
        a_stream = self._data.find(b"/Length", begins, begins + _NEAR) > 0  # whose dictionary is looked at
        value, end = (None if a_stream else unread(self._data, begins)) or parse(self._data, begins, self)
        if begin := _STREAM.match(self._data, end):
            return self._stream(value, begin.end())
        if not _END.match(self._data, end):
            raise NotPlain
        return value

    def _root(self, trailer: DictionaryObject) -> DictionaryObject:
        root = trailer.get("/Root")
        found = root.get_object() if isinstance(root, IndirectObject) else None
        if not isinstance(found, DictionaryObject) or not _NOT_PLAIN.isdisjoint(trailer.keys() | found.keys()):
            raise NotPlain
        return found

    def object(self, number: int) -> Any:
        """An object as it was read: Unread, when it need not be looked at to be copied."""
        if number not in self._objects:
            if number not in self._places:
                raise NotPlain
            pack, where = self._places[number]
            self._objects[number] = self._packed(number, pack) if pack else self.object_at(where, number)
        return self._objects[number]

    def _stream(self, dictionary: Any, begin: int) -> StreamObject:
        if not isinstance(dictionary, DictionaryObject) or "/F" in dictionary:
            raise NotPlain
        end = begin + self._length(dictionary.get("/Length"))
        if not _STREAM_END.match(self._data, end):
            raise NotPlain
        stream = EncodedStreamObject() if "/Filter" in dictionary else DecodedStreamObject()
        stream.update(dictionary)
        stream._data = self._view[begin:end]  # type: ignore[assignment]  # `decoded` knows
        return stream

    def _length(self, length: Any) -> int:
        """A length may follow its stream, as an object of its own: programs write it when they know it."""
        length = length.get_object() if isinstance(length, IndirectObject) else length
        if not isinstance(length, int) or length < 0:
            raise NotPlain
        return length

    def _packed(self, number: int, pack: int) -> Any:
        if pack not in self._packs:
            self._packs[pack] = self._pack(self.object(pack))
        if number not in self._packs[pack]:
            raise NotPlain
        data, start, end = self._packs[pack][number]
        value, position = unread(data, start) or parse(data, start, self)
        if data[position:end].strip():
            raise NotPlain
        return value

    def _pack(self, stream: Any) -> dict[int, tuple[bytes, int, int]]:
        """Where the objects lie that are packed in a stream."""
        if not isinstance(stream, StreamObject) or stream.get("/Type") != "/ObjStm" or "/Extends" in stream:
            raise NotPlain
        data, first, count = inflated(stream), stream.get("/First"), stream.get("/N")
        if not isinstance(first, int) or not isinstance(count, int):
            raise NotPlain
        heads = data[:first].split()
        if len(heads) != 2 * count or not all(each.isdigit() for each in heads):
            raise NotPlain
        starts = [first + int(each) for each in heads[1::2]]
        numbers = [int(each) for each in heads[::2]]
        if len(set(numbers)) != len(numbers):
            raise NotPlain
        return {number: (data, start, end) for number, (start, end) in zip(numbers, pairwise([*starts, len(data)]), strict=True)}
