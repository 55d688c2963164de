"""WeasyPrint: the one module that knows it. A design's styles, fonts and images are prepared once and shared by its badges, which
is byte-identical to a plain `write_pdf()`. Its private tree of boxes and its Pango layouts are read here: the version is pinned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydyf import Stream
from weasyprint import CSS, HTML
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, harfbuzz, pango
from weasyprint.text.fonts import FontConfiguration, get_pango_font_hb_face
from weasyprint.text.line_break import Layout as PangoLayout
from weasyprint.text.line_break import get_log_attrs
from weasyprint.urls import URLFetcher, URLFetcherResponse

from forge.assets import BASE, Assets
from forge.fit import Extent
from forge.mending import mended

PIXEL_PT: Final = 0.75
"""points in a CSS pixel"""
MOST_IMAGES: Final = 500
"""entries of the image cache; a design has at most 100 files"""
PICTURE_ABOVE: Final = 1.0
PICTURE_BELOW: Final = 0.25
PICTURE_AFTER: Final = 0.08
"""ems from the baseline and the advance: where WeasyPrint draws the pictures of a colour font, whatever Pango says of their ink"""


class Fetcher(URLFetcher):
    """Serves a design's files from memory. The base class's way to files, networks and certificates is never built."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._fail_on_errors = False  # a missing file is logged, and judged by whoever listens (see listening)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        asset = self._assets.get(url)
        return URLFetcherResponse(url, body=asset.body, headers={"Content-Type": asset.kind})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Where the ink of one laid-out line is: points from the upper left corner of the trim. field: the box it belongs to."""

    field: str
    text: str
    left: float
    top: float
    right: float
    bottom: float


class Shape:
    """One field's style, as WeasyPrint computed it: measures lines of text with the very fonts they will be set in."""

    def __init__(self, style: Any) -> None:
        self._layout = PangoLayout(style)
        self._em = style["font_size"]
        self._known: dict[str, Extent] = {}

    def __call__(self, text: str) -> Extent:
        """The extent of `text` on one line."""
        if text not in self._known:
            if len(self._known) > 4096:
                self._known.clear()
            self._layout.set_text(text)
            self._known[text] = self._measured()
        return self._known[text]

    def _measured(self) -> Extent:
        ink, logical = _extents(self._layout)
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


class Layout:
    """A design, prepared: lays pages out and writes them."""

    def __init__(self, *, styles: Sequence[str], files: Mapping[str, bytes]) -> None:
        self._fonts = FontConfiguration()
        self._fetcher = Fetcher(Assets(files))
        self._images: dict[str, Any] = {}
        self._styles = [CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher, base_url=BASE) for css in styles]

    def lay_out(self, html: str) -> Any:
        """The document, laid out and not yet painted."""
        page = HTML(string=html, url_fetcher=self._fetcher, base_url=BASE)
        return page.render(font_config=self._fonts, stylesheets=self._styles, cache=self._images)

    def write(self, document: Any) -> bytes:
        """The PDF. An image that failed is forgotten: from the cache it would be missing again, and in silence."""
        pdf: bytes = document.write_pdf(finisher=mend)
        if len(self._images) > MOST_IMAGES:
            self._images.clear()
        for url in [url for url, image in self._images.items() if image is None]:
            del self._images[url]
        return pdf


def mend(_: Any, pdf: Any) -> None:
    """A `finisher` of write_pdf, see mending."""
    for each in pdf.objects:
        if isinstance(each, Stream):
            each.stream = mended(each.stream)


def size_of(document: Any) -> list[tuple[float, float]]:
    """Width and height of each page's trim, points."""
    return [(page.width * PIXEL_PT, page.height * PIXEL_PT) for page in document.pages]


def shapes(document: Any) -> dict[str, Shape]:
    """The style of each `class="line <field>"` in a document, by the field."""
    return {_field(box): Shape(box.style) for box in _lines(document)}


def inks(document: Any) -> Iterator[Ink]:
    """The ink of every `class="line <field>"` in a document."""
    for box in _lines(document):
        box.pango_layout.reactivate(box.style)
        ink, _ = _extents(box.pango_layout)
        box.pango_layout.deactivate()
        left, baseline = box.position_x + ink.x * FROM_UNITS, box.position_y + box.baseline
        top = baseline + ink.y * FROM_UNITS
        edges = (left, top, left + ink.width * FROM_UNITS, top + ink.height * FROM_UNITS)
        sides = dict(zip(("left", "top", "right", "bottom"), (edge * PIXEL_PT for edge in edges), strict=True))
        yield Ink(field=_field(box), text=box.text, **sides)


def line_starts(text: str, language: str) -> tuple[list[int], list[int]]:
    """Where a line may begin by UAX 14 and the script's dictionary, and where each character a reader sees begins."""
    attributes = get_log_attrs(text, language or None)
    inner = range(1, len(text))
    return [at for at in inner if attributes[at].is_line_break], [at for at in inner if attributes[at].is_cursor_position]


def _extents(layout: Any) -> tuple[Any, Any]:
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


def _has_pictures(line: Any) -> bool:
    """Whether a font of pictures (colour emoji) draws a part of the line."""
    run = line.runs[0]
    while run != ffi.NULL:
        if harfbuzz.hb_ot_color_has_png(get_pango_font_hb_face(run.data.item.analysis.font)):
            return True
        run = run.next
    return False


def _lines(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if type(box).__name__ == "TextBox" and box.element is not None and _field(box):
                yield box


def _field(box: Any) -> str:
    classes: list[str] = box.element.get("class", "").split()
    return classes[1] if len(classes) == 2 and classes[0] == "line" else ""
