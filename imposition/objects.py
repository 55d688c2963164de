"""The one door to pypdf: its reader, its object types and its errors. Nothing else in the product imports it.

pypdf reads; imposition writes itself, because pypdf's writer re-parses content and takes ten times as long.
"""

import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
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
    "DictionaryObject",
    "FloatObject",
    "IndirectObject",
    "NameObject",
    "NullObject",
    "NumberObject",
    "StreamObject",
    "TextStringObject",
    "catalog",
    "damage_names",
    "decoded",
    "encoded",
    "resolve",
]

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file, which may hold a name

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

_ENCRYPTED: Final = "its PDF is encrypted, and a sheet cannot carry that; save it without a password"


@contextmanager
def damage_names(badge: str) -> Iterator[None]:
    """Unprintable, and whatever pypdf raises within, becomes a BadgeFileError that names the badge."""
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


def catalog(path: Path, badge: str) -> DictionaryObject:
    """The root of a PDF. Raises BadgeFileError for a file that is empty, encrypted or no PDF.

    The reader is strict: it repairs nothing, because a repaired badge may lack its name.
    """
    data = path.read_bytes()
    if not data:
        raise BadgeFileError(badge, "its PDF is an empty file; make the badge again")
    if not data.startswith(b"%PDF-"):
        raise BadgeFileError(badge, "its file is no PDF (it does not start with %PDF-); make the badge again")
    reader = PdfReader(io.BytesIO(data), strict=True)
    if reader.is_encrypted:
        raise BadgeFileError(badge, _ENCRYPTED)
    return reader.root_object


def resolve(value: Any) -> Any:
    """The object behind a reference; None for the null object."""
    target = value.get_object() if isinstance(value, PdfObject) else value
    return None if isinstance(target, NullObject) else target


def encoded(stream: StreamObject) -> bytes:
    """A stream's bytes as they lie in the file; pypdf has no public name for them."""
    return stream._data


def decoded(stream: StreamObject) -> bytes:
    """A stream's bytes with all its filters undone."""
    return stream.get_data()
