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
from imposition.verbatim import Unread, UnreadStream, length, unread

_HEAD: Final = re.compile(rb"(\d{1,7}) 0 obj(?=[\r\n <\[(/\d-])")
_STREAM: Final = re.compile(rb"[\r\n ]*stream\r?\n")
_END: Final = re.compile(rb"[\r\n ]*endobj")
_STREAM_END: Final = re.compile(rb"\r?\n?endstream[\r\n ]+endobj")
_NOT_PLAIN: Final = frozenset({"/Encrypt", "/Prev", "/XRefStm", "/OCProperties"})


class PlainFile:
    """What pypdf calls a reader: its references find their objects here. Raises NotPlain, as any reference may."""

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
            self._looked_at[number] = self.looked_at(self.object(number))
        return self._looked_at[number]

    def close(self) -> None:
        """Let go of all that was read. Its objects refer to each other: else the garbage collector would have to find them."""
        self.__dict__.clear()

    def looked_at(self, value: Any) -> Any:
        """What an object is, in pypdf's objects."""
        if type(value) is UnreadStream:
            return _stream(parse(value.head, 0, self)[0], value.data)
        value = parse(value, 0, self)[0] if type(value) is Unread else value
        return value.get_object() if type(value) is Verbatim else value

    def object_at(self, position: int, number: int | None = None) -> Any:
        """The object at this byte, as `object` gives it; it must have this number, if one is given."""
        head = _HEAD.match(self._data, position)
        if head is None or number not in (None, int(head[1])):
            raise NotPlain
        value, end = unread(self._data, head.end()) or parse(self._data, head.end(), self)
        if begin := _STREAM.match(self._data, end):
            return self._streaming(value, begin.end())
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
        """An object as it was read: Unread or an UnreadStream, when it need not be looked at to be copied."""
        if number not in self._objects:
            if number not in self._places:
                raise NotPlain
            pack, where = self._places[number]
            self._objects[number] = self._packed(number, pack) if pack else self.object_at(where, number)
        return self._objects[number]

    def _streaming(self, head: Any, begin: int) -> UnreadStream | StreamObject:
        """The stream of a dictionary, from this byte."""
        if type(head) is Unread and (size := length(head)) is not None:
            return UnreadStream(head, self._bytes(begin, size))
        dictionary = self.looked_at(head)
        if not isinstance(dictionary, DictionaryObject) or "/F" in dictionary:
            raise NotPlain
        said: Any = dictionary.get("/Length")  # perhaps an object of its own: programs write it when they know it
        said = said.get_object() if isinstance(said, IndirectObject) else said
        if not isinstance(said, int) or said < 0:
            raise NotPlain
        return _stream(dictionary, self._bytes(begin, said))

    def _bytes(self, begin: int, size: int) -> memoryview:
        if not _STREAM_END.match(self._data, begin + size):
            raise NotPlain
        return self._view[begin : begin + size]

    def _packed(self, number: int, pack: int) -> Any:
        if pack not in self._packs:
            self._packs[pack] = self._pack(self.looked_at(self.object(pack)))
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


def _stream(dictionary: DictionaryObject, data: memoryview) -> StreamObject:
    stream = EncodedStreamObject() if "/Filter" in dictionary else DecodedStreamObject()
    stream.update(dictionary)
    stream._data = data  # type: ignore[assignment]  # `decoded` knows
    return stream
