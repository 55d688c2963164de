"""Copies what a badge's page uses into the sheet's document: streams as they are, equal objects of all badges once."""

import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from imposition.document import Document, numbers
from imposition.errors import Unprintable
from imposition.layers import shows
from imposition.objects import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
    Verbatim,
    encoded,
    resolve,
)
from imposition.plain import PlainFile
from imposition.verbatim import Unread, UnreadStream

_PLAIN_NAME: Final = re.compile(r"/[A-Za-z0-9+,._-]*")
_LEFT_BEHIND: Final = frozenset({"/Parent", "/StructParent", "/StructParents", "/PieceInfo", "/Metadata", "/Length", "/OC"})
"""Entries that lead out of the page or differ between equal objects; none changes what is printed (/OC is checked first)."""
_PIECE: Final = 1 << 16

type Key = int | tuple[int, int]
"""an object's number, in a file that we read; generation and number in one that pypdf reads"""


class Copier:
    """Copies the objects of one badge. Children are written before their parents, so that equal trees meet in one number."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbers: dict[Key, int | None] = {}
        self.spots: dict[str, bytes] = {}
        """spot colours by name, each with what it is drawn in where there is no such plate"""
        self._writers: dict[type, Callable[[Any], bytes]] = {
            ArrayObject: self._array,
            BooleanObject: lambda value: b"true" if value.value else b"false",
            ByteStringObject: _string,
            DictionaryObject: self._dictionary,
            FloatObject: _float,
            float: _float,
            IndirectObject: self.reference,
            NameObject: _name,
            NullObject: lambda _: b"null",
            NumberObject: lambda value: b"%d" % value,
            TextStringObject: _string,
            Verbatim: bytes,
            str: _name,
        }

    def value(self, value: Any) -> bytes:
        """A value as it stands in the sheet's document; what it refers to is written."""
        return self._writers[type(value)](value)

    def reference(self, reference: IndirectObject) -> bytes:
        """A reference to the copy of an object."""
        file, key = reference.pdf, (reference.generation, reference.idnum)
        if isinstance(file, PlainFile):
            return self._numbered(key[1], file)
        if key not in self._numbers:
            target = resolve(reference)
            if target is None:
                return b"null"
            self._numbers[key] = None
            body, data = self.stream(target) if isinstance(target, StreamObject) else (self.value(target), None)
            self._keep(key, body, data, target)
        return self._known(key)

    def _numbered(self, number: int, file: PlainFile) -> bytes:
        """The same for a file that we read: most of its objects go over as they stand."""
        if number not in self._numbers:
            target = file.object(number)
            self._numbers[number] = None
            body, data = self._copied(target, file)
            self._keep(number, body, data, target)
        return self._known(number)

    def _copied(self, target: Any, file: PlainFile) -> tuple[bytes, bytes | memoryview | None]:
        if type(target) is Unread:
            return target.with_references(self._numbered, file), None
        if type(target) is UnreadStream:
            return target.head.with_references(self._numbered, file), target.data
        return self.stream(target) if isinstance(target, StreamObject) else (self.value(target), None)

    def _known(self, key: Key) -> bytes:
        number = self._numbers[key]
        if number is None:  # an object that contains itself: it needs its number before its bytes, and cannot be shared
            number = self._numbers[key] = self._document.reserve()
        return b"%d 0 R" % number

    def _keep(self, key: Key, body: bytes, data: bytes | memoryview | None, target: Any) -> None:
        reserved = self._numbers[key]
        if reserved is not None:
            require_whole(target)
            self._document.put(reserved, body, data)
        else:
            self._numbers[key] = self._document.share(body, data, check=lambda: require_whole(target))

    def stream(self, stream: StreamObject) -> tuple[bytes, bytes | memoryview]:
        """A stream's dictionary and its bytes as they are."""
        data = encoded(stream)
        return b"<<%b/Length %d>>" % (self.entries(stream), len(data)), data

    def coded(self, stream: StreamObject) -> tuple[bytes, bytes | memoryview]:
        """The entries that say how a stream is coded, and its bytes as they are."""
        known = [(key, stream.get(key)) for key in ("/Filter", "/DecodeParms")]
        return b"".join(b"%b %b" % (key.encode(), self.value(value)) for key, value in known if value is not None), encoded(stream)

    def entries(self, dictionary: DictionaryObject) -> bytes:
        """The entries of a dictionary, without its brackets."""
        if "/OC" in dictionary:
            _require_shown(resolve(dictionary["/OC"]))
        writers = self._writers
        return b"".join(
            [b"%b %b" % (_key(key), writers[type(value)](value)) for key, value in dictionary.items() if key not in _LEFT_BEHIND]
        )

    def _dictionary(self, dictionary: DictionaryObject) -> bytes:
        if dictionary.get("/Type") == "/OCMD":
            _require_shown(dictionary)
        return b"<<%b>>" % self.entries(dictionary)

    def _array(self, array: ArrayObject) -> bytes:
        writers = self._writers
        written = [writers[type(each)](each) for each in array]
        if len(array) == 4 and array[0] == "/Separation":
            self.spots[str(array[1])] = b" ".join(written[2:])
        return b"[%b]" % b" ".join(written)


def require_whole(value: Any) -> None:
    """Raises Unprintable for a stream whose deflated data is broken or ends early: it would print in part."""
    if isinstance(value, UnreadStream) and value.deflated:
        _require_inflatable(value.data)
    elif isinstance(value, StreamObject):
        filters = resolve(value.get("/Filter"))
        if (filters[0] if isinstance(filters, list) and filters else filters) == "/FlateDecode":
            _require_inflatable(encoded(value))


def _require_inflatable(rest: bytes | memoryview) -> None:
    inflate = zlib.decompressobj()
    try:
        while rest:
            inflate.decompress(rest, _PIECE)
            rest = inflate.unconsumed_tail
    except zlib.error as error:
        raise Unprintable("its PDF is damaged (a stream is broken); make the badge again") from error
    if not inflate.eof:
        raise Unprintable("its PDF is damaged (a stream ends early); make the badge again")


def _require_shown(layer: DictionaryObject) -> None:
    if not shows(layer):
        raise Unprintable("its PDF shows content while a layer is off; flatten its layers")


@lru_cache(maxsize=1024)
def _key(name: str) -> bytes:
    # pypdf guesses the encoding of other names: content streams would no longer find them
    if not name.isascii():
        raise Unprintable("its PDF names a resource in letters outside ASCII; save it with another program")
    return _name(name)


@lru_cache(maxsize=1024)
def _name(name: str) -> bytes:
    return name.encode() if _PLAIN_NAME.fullmatch(name) else NameObject(name).renumber()


def _string(value: ByteStringObject | TextStringObject) -> bytes:
    return b"<%b>" % value.original_bytes.hex().encode()


def _float(value: float) -> bytes:
    written = repr(float(value)).encode()
    return numbers(value, digits=12) if b"e" in written else written
