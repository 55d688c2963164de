"""The fonts of badges: opened once for a design, cut down to the letters of each badge."""

import hashlib
from collections.abc import Iterable
from copy import copy
from typing import Any, Final

from forge.engine import FROM_UNITS, Font, Stream, ffi, get_pango_font_key, gobject, pango
from forge.subsetting import Cutter

_A: Final = ord("A")


class Face(Font):
    """A font that can be cut."""

    def __init__(self, pango_font: Any, description: Any, size: float) -> None:
        super().__init__(pango_font, description, size)
        self.cutter = Cutter(self)
        if self.cutter.kind:
            self.file_content = b""  # WeasyPrint's copy of the whole file; the cutter reads Pango's


class Faces:
    """Every font that a badge of the design has used. Opening one copies the whole file: 20 MB for Chinese."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Face, Any]] = {}

    def get(self, key: int, pango_font: Any, description: Any, size: float) -> Face:
        """A font as a badge begins with it: no letter used yet."""
        if key not in self._known:
            keep = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
            self._known[key] = Face(pango_font, description, size), keep
        font = copy(self._known[key][0])
        font.widths, font.to_unicode, font.missing = {}, {}, {}
        font.ascent, font.descent = _extent(pango_font, size)  # of this badge's size: rounded, they differ from those of another
        font.hash = font.hash.lower()  # the plate has the name in capitals
        return font


class BadgeStream(Stream):
    """The operators of a badge's page; its fonts are those of the design."""

    def __init__(self, faces: Faces, fonts: dict[int, Face], *arguments: Any, **more: Any) -> None:
        super().__init__(fonts, *arguments, **more)
        self._faces = faces

    def add_font(self, pango_font: Any) -> tuple[Face, float]:
        key, description, size = get_pango_font_key(pango_font)
        if key not in self._fonts:
            self._fonts[key] = self._faces.get(key, pango_font, description, size)
        return self._fonts[key], size


def _extent(pango_font: Any, size: float) -> tuple[int, int]:
    """Ascent and descent in 1/1000 em, as WeasyPrint counts them."""
    metrics = ffi.gc(pango.pango_font_get_metrics(pango_font, ffi.NULL), pango.pango_font_metrics_unref)
    unit = FROM_UNITS / size * 1000
    return round(pango.pango_font_metrics_get_ascent(metrics) * unit), -round(pango.pango_font_metrics_get_descent(metrics) * unit)


def tag(fonts: Iterable[Face]) -> None:
    """Name each font by its letters, as PDF asks of subsets: a printer that keeps fonts by name must not mix two badges up."""
    for font in fonts:
        letters = hashlib.md5(repr(sorted(font.to_unicode)).encode(), usedforsecurity=False).digest()[:6]
        name = font.name.partition(b"+")[2]
        font.name = b"/" + bytes(_A + letter % 26 for letter in letters) + b"+" + name
