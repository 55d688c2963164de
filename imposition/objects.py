"""The one door to pypdf: its reader, its object types and its errors. Nothing else in the product imports it.

pypdf reads; imposition writes itself, because pypdf's writer re-parses content and takes ten times as long.
"""

import io
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from imposition.errors import BadgeFileError, Unprintable

__all__ = [
    "ArrayObject",
    "BooleanObject",
    "ByteStringObject",
    "DecodedStreamObject",
    "DictionaryObject",
    "EncodedStreamObject",
    "FloatObject",
    "IndirectObject",
    "NameObject",
    "NullObject",
    "NumberObject",
    "StreamObject",
    "TextStringObject",
    "Verbatim",
    "damage_names",
    "decoded",
    "encoded",
    "pypdf_catalog",
    "resolve",
]


_HARMLESS: Final = ("Xref table not zero-indexed", "Superfluous whitespace found in object header")
"""Files that are made for the web have the one, the other is bad style."""


class _Repairs(logging.Handler):
    """Counts what pypdf warns of: it then reads on, and what it could not read is missing. Its texts quote the file: they go nowhere."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += not record.msg.startswith(_HARMLESS)


_repairs = _Repairs(logging.WARNING)
_logger = logging.getLogger("pypdf")
_logger.addHandler(_repairs)
_logger.setLevel(logging.WARNING)  # whatever the program wants to see: they must be counted
_logger.propagate = False

_DAMAGE: Final = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What pypdf lets out on damaged files. Its texts quote the file, too: only the class is passed on."""

_HEAD: Final = re.compile(rb"[\0\t\n\f\r ]*(\d+)[\0\t\n\f\r ]+(\d+)[\0\t\n\f\r ]+obj(?![A-Za-z0-9])")
_STRING: Final = rb"\((?:[^()\\]|\\.%b)*+\)"
_SPELLING: Final = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%%[^\r\n]*+|/|<<|>>|\[|\]|<[0-9A-Fa-f\0\t\n\f\r ]*+>|%b|(?!endobj|stream)[^\0\t\n\f\r ()<>\[\]{}/%%]++)*+"
    rb"(?:endobj|stream)" % (_STRING % (b"|" + _STRING % (b"|" + _STRING % (b"|" + _STRING % b"")))),
    re.DOTALL,
)
"""an object to its end, or to its stream; strings with brackets in brackets in brackets in brackets"""
_ENCRYPTED: Final = "its PDF is encrypted, and a sheet cannot carry that; save it without a password"


@contextmanager
def damage_names(badge: str) -> Iterator[None]:
    """Unprintable, and whatever pypdf raises or repairs within, becomes a BadgeFileError that names the badge."""
    before = _repairs.count
    try:
        yield
    except Unprintable as error:
        raise BadgeFileError(badge, str(error)) from error
    except (FileNotDecryptedError, DependencyError) as error:
        raise BadgeFileError(badge, _ENCRYPTED) from error
    except OSError as error:
        raise BadgeFileError(badge, f"its PDF cannot be read ({error.strerror}); make the badge again") from error
    except _DAMAGE as error:
        kind = type(error).__name__
        raise BadgeFileError(badge, f"its PDF is damaged ({kind}); make the badge again") from error
    if _repairs.count != before:
        raise BadgeFileError(badge, "its PDF is damaged, and a repaired badge may lack its name; make the badge again")


class Verbatim(bytes, PdfObject):
    """A string, or an array of nothing but numbers, as it stands in its file: most are copied and never looked at."""

    def get_object(self) -> Any:
        """The numbers of the array; the string's text, if it is plain."""
        if self.startswith(b"["):
            return ArrayObject(float(each) for each in self[1:-1].split())
        return TextStringObject(self[1:-1].decode("latin-1"))


def pypdf_catalog(data: bytes, badge: str) -> DictionaryObject:
    """The root of a PDF, read by pypdf. Raises BadgeFileError where it is encrypted, and what pypdf raises.

    The reader is strict: it repairs nothing, because a repaired badge may lack its name.
    """
    reader = PdfReader(io.BytesIO(data), strict=True)
    if reader.is_encrypted:
        raise BadgeFileError(badge, _ENCRYPTED)
    _require_heads(reader, data)
    return reader.root_object


def _require_heads(reader: PdfReader, data: bytes) -> None:
    """pypdf does not look whether an object begins where the table says, and takes `>x` for `>>`: printers leave such objects out."""
    for generation, places in reader.xref.items():
        for number, place in places.items():
            head = _HEAD.match(data, place)
            if place and (head is None or (int(head[1]), int(head[2])) != (number, generation)):
                raise Unprintable("its PDF is damaged (its table of objects is wrong); make the badge again")
            if head and not _SPELLING.match(data, head.end()):
                raise Unprintable(f"its PDF is damaged (object {number} is misspelt); make the badge again")


def resolve(value: Any) -> Any:
    """The object behind a reference; None for the null object."""
    target = value.get_object() if isinstance(value, PdfObject) else value
    return None if isinstance(target, NullObject) else target


def encoded(stream: StreamObject) -> bytes | memoryview:
    """A stream's bytes as they lie in the file; pypdf has no public name for them."""
    return stream._data


def decoded(stream: StreamObject) -> bytes:
    """A stream's bytes with all its filters undone."""
    stream._data = bytes(stream._data)
    return stream.get_data()
