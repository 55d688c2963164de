"""Lines of text as Pango shapes them in a style that WeasyPrint computed: their extents before, and the very line that is drawn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from forge.engine import FROM_UNITS, TO_UNITS, PangoLayout, ffi, get_log_attrs, get_pango_font_hb_face, harfbuzz, pango
from forge.fit import Extent
from forge.reading import spoken

PIXEL_PT: Final = 0.75
"""points in a CSS pixel"""
PICTURE_ABOVE: Final = 1.0
PICTURE_BELOW: Final = 0.25
PICTURE_AFTER: Final = 0.08
"""ems from the baseline and the advance: where WeasyPrint draws the pictures of a colour font, whatever Pango says of their ink"""
_UNTOLD: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u0644]"
)
_TOLD: Final = re.compile("[\u0590-\u0669\u066e-\u06ef\u06fa-\u074f ]*")
KEPT: Final = 4096
"""extents of a style's texts"""


class ActiveLayout(PangoLayout):
    """A Pango layout that is measured and then drawn as it stands; WeasyPrint would build it anew for drawing."""

    def reactivate(self, style: Any) -> None:
        """It never was deactivated."""

    def deactivate(self) -> None:
        """It goes with the badge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """A line, ready to be drawn. CSS pixels; baseline: below the top of its line box; left, top, right, bottom: of the ink, from
    where the baseline begins; width: the advance."""

    layout: Any
    style: Any
    baseline: float
    width: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Where the ink of a line is: points from the upper left corner of the trim. part: whose line it is."""

    part: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A line and where its baseline begins, CSS pixels from the trim's upper left corner. part: the field's name, or its second's."""

    part: str
    line: Shaped
    x: float
    y: float

    @property
    def ink(self) -> Ink:
        line = self.line
        left, right = (self.x + line.left) * PIXEL_PT, (self.x + line.right) * PIXEL_PT
        return Ink(part=self.part, left=left, right=right, top=(self.y + line.top) * PIXEL_PT, bottom=(self.y + line.bottom) * PIXEL_PT)


class Shape:
    """One field's style, as WeasyPrint computed it: measures lines of text with the very fonts they will be set in."""

    def __init__(self, style: Any) -> None:
        self._style = style
        self._layout = PangoLayout(style)
        self._em = style["font_size"]
        self._known: dict[str, Extent] = {}
        self._sized: dict[float, tuple[Any, float, float]] = {}

    def __call__(self, text: str) -> Extent:
        """The extent of `text` on one line."""
        if text not in self._known:
            if len(self._known) > KEPT:
                self._known.clear()
            self._layout.set_text(text)
            self._known[text] = self._measured()
        return self._known[text]

    def shaped(self, text: str, size: float, pitch: float) -> Shaped:
        """The line as it is drawn. size, pitch (the line height): points. The arithmetic is that of WeasyPrint's line boxes."""
        style, ascent, descent = self._at(size / PIXEL_PT)
        layout = ActiveLayout(style)
        layout.set_text(text)
        ink, logical = extents(layout)
        lead = max(-2 * logical.y - logical.height, ascent - descent) * FROM_UNITS
        return Shaped(
            layout=layout,
            style=style,
            baseline=(pitch / PIXEL_PT + lead) / 2,
            width=logical.width * FROM_UNITS,
            left=ink.x * FROM_UNITS,
            top=ink.y * FROM_UNITS,
            right=(ink.x + ink.width) * FROM_UNITS,
            bottom=(ink.y + ink.height) * FROM_UNITS,
        )

    def _at(self, size: float) -> tuple[Any, float, float]:
        """The style at a size in pixels, and the ascent and descent of its first font, Pango units."""
        if size not in self._sized:
            style = self._style.copy()
            style["font_size"] = size
            layout = PangoLayout(style)
            layout.set_text(" ")
            _, logical = extents(layout)
            self._sized[size] = style, -logical.y, logical.y + logical.height
        return self._sized[size]

    def _measured(self) -> Extent:
        ink, logical = extents(self._layout)
        unit = FROM_UNITS / self._em
        before, after = max(0, -ink.x), max(0, ink.x + ink.width - logical.width)
        return Extent(
            width=(before + logical.width + after) * unit,
            before=before * unit,
            after=after * unit,
            above=-ink.y * unit,
            below=(ink.y + ink.height) * unit,
            ascent=-logical.y * unit,
            descent=(logical.y + logical.height) * unit,
        )


def extents(layout: Any) -> tuple[Any, Any]:
    """Ink and logical rectangle of the first line, Pango units, from its baseline."""
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    line, _ = layout.get_first_line()
    pango.pango_layout_line_get_extents(line, ink, logical)
    if _has_pictures(line):
        em = layout.style["font_size"] * TO_UNITS
        top, bottom = min(ink.y, int(-PICTURE_ABOVE * em)), max(ink.y + ink.height, int(PICTURE_BELOW * em))
        right = max(ink.x + ink.width, logical.width + int(PICTURE_AFTER * em))
        ink.y, ink.height, ink.width = top, bottom - top, right - ink.x
    return ink, logical


def told(layout: Any, *, from_left: bool) -> str:
    """What the glyphs of a line do not tell whoever copies or searches it, "" where they do. from_left: so run most letters of the page.

    Of a line that runs from right to left its letters alone do; not points, the ligature of lam and alef, signs and other letters."""
    line, _ = layout.get_first_line()
    text: str = layout.text
    if not any(item.analysis.level % 2 for item in _items(line)):
        return text
    return "" if _TOLD.fullmatch(text) and not _UNTOLD.search(text) else spoken(text, from_left=from_left)


def _has_pictures(line: Any) -> bool:
    """Whether a font of pictures (colour emoji) draws a part of the line."""
    return any(harfbuzz.hb_ot_color_has_png(get_pango_font_hb_face(item.analysis.font)) for item in _items(line))


def _items(line: Any) -> Iterator[Any]:
    """What is set in one font and direction, from left to right; nothing where the text takes no room."""
    run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        yield run.data.item
        run = run.next


def line_starts(text: str, language: str) -> tuple[Sequence[int], Sequence[int]]:
    """Where a line may begin by UAX 14 and the script's dictionary, and where each character a reader sees begins."""
    attributes = get_log_attrs(text, language or None)
    inner = range(1, len(text))
    return [at for at in inner if attributes[at].is_line_break], [at for at in inner if attributes[at].is_cursor_position]
