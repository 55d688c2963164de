"""Plates as WeasyPrint makes and prints them: the page of a type is laid out and written once, a badge fills the holes."""

import io
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forge.embedding import embed, number_of, recut
from forge.engine import Matrix, boxes, draw_emojis, draw_first_line, pydyf, to_bytes, use_references
from forge.faces import BadgeStream, Faces, tag
from forge.mending import mended
from forge.plate import CODE, Part, Place, cut, holes
from forge.reading import lean
from forge.shaping import Placed, told
from forge.tiles import check_tiles


class Kept(pydyf.Object):
    """An object that is the same in every badge, written once."""

    def __init__(self, object_: Any) -> None:
        super().__init__()
        self._data = object_.data
        self._compressible = object_.compressible

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._compressible


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A PDF whose page streams and resources are still open. objects: by number, from 3 on; pages, resources: numbers."""

    objects: tuple[Kept, ...]
    pages: Mapping[int, tuple[Part, ...]]
    resources: int
    shared: Mapping[str, Any]
    lean: int
    """letters of its own texts that run from the left, less those from the right"""
    root: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have a hole, on any page, and CODE."""
        return tuple(dict.fromkeys(field for parts in self.pages.values() for field in holes(parts)))

    def print(self, lines: Mapping[str, Sequence[Placed]], code: bytes, faces: Faces) -> bytes:
        """The PDF of a badge. lines: by field; code: the QR code's operators in the unit square."""
        pdf = pydyf.PDF()
        fonts: dict[int, Any] = {}
        images: dict[str, Any] = {}
        own = _resources(self.shared["ColorSpace"])
        fresh = {self.resources: own}
        from_left = self.lean + sum(lean(each.line.layout.text) for placed in lines.values() for each in placed) >= 0
        for number, parts in self.pages.items():
            stream = BadgeStream(faces, fonts, (), own, images, None, {}, None, compress=True)
            fresh[number] = _filled(parts, lines, code, stream, from_left=from_left)
        for number, kept in enumerate(self.objects, 3):
            pdf.add_object(fresh.get(number, kept))
        for target, source in zip((pdf.pages, pdf.catalog, pdf.info), self.root, strict=True):
            target.update(source)
        tag(fonts.values())
        own["Font"] = pydyf.Dictionary(embed(pdf, fonts))
        use_references(pdf, own, images, {})
        for kind, entries in self.shared.items():
            if isinstance(entries, dict):
                own[kind].update(entries)
        out = io.BytesIO()
        pdf.write(out, None, None, True)
        return out.getvalue()


def engrave(document: Any, places: Sequence[Place], fields: Container[str]) -> Plate:
    """The plate of a laid-out document: its texts at `places` become the holes of `fields`. Raises DesignError."""
    made: list[Plate] = []
    document.write_pdf(finisher=lambda document, pdf: made.append(_plate(document, pdf, places, fields)))
    return made[0]


def _plate(document: Any, pdf: Any, places: Sequence[Place], fields: Container[str]) -> Plate:
    check_tiles(pdf.objects)
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    streams = {number_of(page["Contents"]): pdf.objects[number_of(page["Contents"])] for page in pages}
    resources = pdf.objects[number_of(pages[0]["Resources"])]
    parts = {number: cut([to_bytes(each) for each in mended(stream.stream)], places, fields) for number, stream in streams.items()}
    fonts = pdf.objects[number_of(resources["Font"])]
    recut(pdf, document.fonts.values(), fonts)
    return Plate(
        objects=tuple(Kept(each) for each in pdf.objects[3:]),
        pages=parts,
        resources=resources.number,
        shared={**resources, "Font": dict(fonts)},
        lean=sum(lean(box.text) for box in boxes(document) if type(box).__name__ == "TextBox") - sum(lean(each.text) for each in places),
        root=(dict(pdf.pages), dict(pdf.catalog), dict(pdf.info)),
    )


def _filled(
    parts: Sequence[Part], lines: Mapping[str, Sequence[Placed]], code: bytes, stream: BadgeStream, *, from_left: bool
) -> BadgeStream:
    for part in parts:
        if isinstance(part, bytes):
            stream.stream.append(part)
        elif part.field == CODE:
            stream.stream.append(code)
        else:
            for placed in lines.get(part.field, ()):
                _draw(stream, placed, from_left=from_left)
    stream.stream = mended(stream.stream)
    return stream


def _draw(stream: BadgeStream, placed: Placed, *, from_left: bool) -> None:
    """A line as WeasyPrint draws it, and what it says for whoever copies or searches it: glyphs alone do not tell in Indic scripts."""
    line, text = placed.line, placed.line.layout.text
    with stream.stacked():
        stream.set_color(line.style["color"])
        if said := told(line.layout, from_left=from_left):
            stream.stream.append(b"/Span <</ActualText <feff%s>>> BDC" % said.encode("utf-16-be").hex().encode())
        stream.begin_text()
        box, origin = _Box(style=line.style, pango_layout=line.layout, text=text), Matrix(d=-1, e=placed.x, f=placed.y)
        pictures = draw_first_line(stream, box, "clip", "none", origin)
        stream.end_text()
        draw_emojis(stream, line.style, placed.x, placed.y, pictures)
        if said:
            stream.stream.append(b"EMC")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """What WeasyPrint's drawing asks of a text box."""

    style: Any
    pango_layout: Any
    text: str


def _resources(colours: Any) -> Any:
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    return pydyf.Dictionary({**{kind: pydyf.Dictionary() for kind in kinds}, "ColorSpace": colours})
