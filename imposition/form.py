"""A face of a badge as one form XObject: origin at the bottom left of its upright trim, clipped to its bleed box."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from imposition.annotations import Appearance, annotations
from imposition.copying import Copier, require_whole
from imposition.document import Document, corners, entries, stream
from imposition.geometry import Matrix, Rect
from imposition.objects import DictionaryObject, NullObject, decoded, encoded, resolve
from imposition.source import Face
from ledger.values import Size

_NEARLY_NOTHING: Final = 32
"""Content of fewer bytes is looked at: compressed blanks are blank, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A face in the sheet's document. number: of its object; size: of its upright trim; spots: see `Copier`."""

    number: int
    size: Size
    warnings: tuple[str, ...]
    spots: Mapping[str, bytes]


def embed(face: Face, document: Document) -> Form:
    """Write a face into the document, or find the equal one there. Its content goes over as it is, never parsed.

    Raises Unprintable, and what pypdf raises on damaged files: call it within `damage_names`.
    """
    copier = Copier(document)
    notes = annotations(face.page, copier)
    coding, data = _content(face.page, copier)
    form = _resources(face.page, copier) + _group(face.page, copier) + coding
    head = _head(face.ink, Matrix() if notes.appearances else face.upright)
    number = document.share(*stream(head + form, data))
    if notes.appearances:
        number = _overlaid(number, notes.appearances, _head(face.ink, face.upright), document)
    blank = () if data or notes.appearances else ("its page is empty, the cell stays blank",)
    return Form(number=number, size=face.size, warnings=blank + notes.warnings, spots=copier.spots)


def _head(box: Rect, matrix: Matrix) -> bytes:
    return b"/Type/XObject/Subtype/Form/BBox%b/Matrix[%b]" % (corners(box), entries(matrix))


def _resources(page: DictionaryObject, copier: Copier) -> bytes:
    resources = copier.value(page.get("/Resources", NullObject()))
    return b"/Resources %b" % (b"<<>>" if resources == b"null" else resources)


def _group(page: DictionaryObject, copier: Copier) -> bytes:
    """A page's group is isolated whatever it says; as a form's group it must say so."""
    group = resolve(page.get("/Group"))
    if group is None:
        return b""
    rest = DictionaryObject({key: value for key, value in group.items() if key != "/I"})
    return b"/Group<<%b/I true>>" % copier.entries(rest)


def _content(page: DictionaryObject, copier: Copier) -> tuple[bytes, bytes | memoryview]:
    """The entries that say how the bytes are coded, and the bytes: one stream as it is, several joined."""
    contents = resolve(page.get("/Contents"))
    pieces: list[Any] = [resolve(each) for each in contents] if isinstance(contents, list) else [contents]
    pieces = [piece for piece in pieces if piece is not None]
    for piece in pieces:
        require_whole(piece)
    if len(pieces) == 1 and len(encoded(pieces[0])) > _NEARLY_NOTHING:
        return copier.coded(pieces[0])
    joined = b"\n".join(decoded(piece) for piece in pieces)
    return (b"/Filter/FlateDecode", zlib.compress(joined)) if joined.strip() else (b"", b"")


def _overlaid(page: int, appearances: tuple[Appearance, ...], head: bytes, document: Document) -> int:
    """A form that draws the page's form and its annotations over it."""
    names = b"/P %d 0 R" % page
    content = b"/P Do\n"
    for index, each in enumerate(appearances):
        names += b"/A%d %b" % (index, each.form)
        content += b"q %b cm /A%d Do Q\n" % (entries(each.matrix), index)
    return document.share(*stream(head + b"/Resources<</XObject<<%b>>>>" % names, content))
