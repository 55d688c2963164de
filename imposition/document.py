"""A PDF file as it is written: objects in order, equal ones once, a table of offsets at the end. It knows no pages.

Nothing in it depends on the time or the machine: the same objects give the same bytes.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO, Final

from imposition.geometry import Matrix, Rect, points

HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Document:
    """Writes to `out` as objects come in and keeps only their offsets and digests, so memory is flat in the number of sheets."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._offsets: list[int] = [0]
        self._shared: dict[bytes, int] = {}
        self._identity = hashlib.sha256()
        self._length = 0
        self._write(HEADER)

    @property
    def length(self) -> int:
        """Bytes written."""
        return self._length

    def reserve(self) -> int:
        """A number for an object that comes later, by `put`."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, body: bytes, data: bytes | memoryview | None = None) -> None:
        """Write object `number`; with `data` it is a stream and `body` its dictionary, /Length included."""
        self._offsets[number] = self._length
        self._identity.update(body)
        self._write(b"%d 0 obj\n%b" % (number, body))
        if data is not None:
            self._write(b"\nstream\n")
            self._write(data)
            self._write(b"\nendstream")
        self._write(b"\nendobj\n")

    def add(self, body: bytes, data: bytes | memoryview | None = None) -> int:
        """Write a new object; gives its number."""
        number = self.reserve()
        self.put(number, body, data)
        return number

    def share(self, body: bytes, data: bytes | memoryview | None = None, *, check: Callable[[], None] = lambda: None) -> int:
        """The number of an equal object; if there was none, it is checked and written now.

        Equal means equal bytes: references are part of them, so children must be shared before their parents.
        """
        digest = hashlib.sha256(b"%d " % len(body) + body)
        digest.update(data or b"")
        key = digest.digest()
        known = self._shared.get(key)
        if known is not None:
            return known
        check()
        self._identity.update(key)
        self._shared[key] = number = self.add(body, data)
        return number

    def close(self, root: int, info: int) -> None:
        """Write the table of offsets and the trailer. `root`: the catalog; `info`: the information dictionary."""
        start = self._length
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        identity = self._identity.hexdigest()[:32].encode()
        count = len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, rows))
        self._write(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R" % (count, root, info))
        self._write(b"/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (identity, identity, start))

    def _write(self, data: bytes | memoryview) -> None:
        self._out.write(data)
        self._length += len(data)


def numbers(*values: float, digits: int = 5) -> bytes:
    """Numbers as PDF writes them (no exponents, no -0), with blanks between."""
    return b" ".join(_number(value, digits) for value in values)


@lru_cache(maxsize=4096)
def _number(value: float, digits: int) -> bytes:
    rounded = round(value, digits) + 0.0
    return f"{rounded:.{digits}f}".rstrip("0").rstrip(".").encode()


def corners(rect: Rect) -> bytes:
    """A rectangle in mm as PDF's array of two corners in points."""
    return b"[%b]" % numbers(*(points(edge) for edge in (rect.left, rect.bottom, rect.right, rect.top)))


def entries(matrix: Matrix) -> bytes:
    """The six numbers of a matrix, to a millionth."""
    return numbers(*matrix, digits=6)


def text(value: str) -> bytes:
    """A PDF text string: for titles, in any script."""
    if value.isascii() and value.isprintable():
        return literal(value)
    return b"<%b>" % (b"\xfe\xff" + value.encode("utf-16-be", "replace")).hex().encode()


def literal(value: str) -> bytes:
    """Printable ASCII as a PDF string."""
    escaped = value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(%b)" % escaped.encode("ascii")


def stream(body: bytes, data: bytes | memoryview) -> tuple[bytes, bytes | memoryview]:
    """Dictionary and data of a stream; `body` are the entries of the dictionary without /Length."""
    return b"<<%b/Length %d>>" % (body, len(data)), data
