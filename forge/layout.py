"""Pages that WeasyPrint lays out. A design's styles, fonts and images are prepared once and shared by its badges, which is
byte-identical to a plain `write_pdf()`. The tree of boxes is read here."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

from PIL import Image

from forge.assets import BASE, Assets, address
from forge.engine import CSS, FROM_UNITS, HTML, FontConfiguration, URLFetcher, URLFetcherResponse, boxes, pydyf
from forge.errors import DesignError
from forge.fit import POINT_MM
from forge.mending import mended
from forge.plate import Place
from forge.qr import SVG_CLASS
from forge.shaping import PIXEL_PT, Ink, Shape, extents
from forge.tiles import check_tiles
from ledger.values import Millimetre

MOST_IMAGES: Final = 500
"""entries of the image cache; a design has at most 100 files"""
STUMBLES: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
_PICTURES: Final = (b"\xff\xd8", b"\x89PNG")
"""how a JPEG and a PNG begin"""


class Fetcher(URLFetcher):
    """Serves a design's files from memory. The base class's way to files, networks and certificates is never built."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._fail_on_errors = False  # a missing file is logged, and judged by whoever listens (see listening)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        asset = self._assets.get(url)
        if asset.body.startswith(_PICTURES):  # WeasyPrint copies a JPEG, whole or not, and stumbles over half a PNG without its name
            Image.open(BytesIO(asset.body)).load()
        return URLFetcherResponse(url, body=asset.body, headers={"Content-Type": asset.kind})


class Layout:
    """A design, prepared: lays pages out and writes them."""

    def __init__(self, *, name: str, styles: Sequence[str], files: Mapping[str, bytes]) -> None:
        self._name = name
        self._fonts = FontConfiguration()
        self._assets = Assets(files)
        self._fetcher = Fetcher(self._assets)
        self._images: dict[str, Any] = {}
        with self.stumbling():
            self._styles = [CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher, base_url=BASE) for css in styles]

    def lay_out(self, html: str) -> Any:
        """The document, laid out and not yet painted. An image that failed is forgotten: from the cache it would be missing again,
        and in silence."""
        with self.stumbling():
            page = HTML(string=html, url_fetcher=self._fetcher, base_url=BASE)
            document = page.render(font_config=self._fonts, stylesheets=self._styles, cache=self._images)
        for url in [url for url, image in self._images.items() if image is None]:
            del self._images[url]
        return document

    @contextmanager
    def lending(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Pages that are laid out inside reach these files, too; then they are forgotten."""
        self._assets.lent.update(files)
        try:
            yield
        finally:
            self._assets.lent.clear()
            for name in files:
                self._images.pop(address(name), None)

    def write(self, document: Any) -> bytes:
        """The PDF."""
        with self.stumbling():
            pdf: bytes = document.write_pdf(finisher=finish)
        if len(self._images) > MOST_IMAGES:
            self._images.clear()
        return pdf

    @contextmanager
    def stumbling(self) -> Iterator[None]:
        """The texts that WeasyPrint gets are bounded and escaped: what it raises over a page, it raises over the design."""
        try:
            yield
        except STUMBLES as error:
            found = f"{self._name}: {type(error).__name__}: {error}"
            raise DesignError("a design is one that WeasyPrint can lay out", found, "simplify its HTML and CSS") from error


def finish(_: Any, pdf: Any) -> None:
    """A `finisher` of write_pdf, see mending and tiles. Raises DesignError."""
    check_tiles(pdf.objects)
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream):
            each.stream = mended(each.stream)


def size_of(document: Any) -> list[tuple[float, float]]:
    """Width and height of each page's trim, points."""
    return [(page.width * PIXEL_PT, page.height * PIXEL_PT) for page in document.pages]


def shapes(document: Any) -> dict[str, Shape]:
    """The style of each `class="line <part>"` in a document, by the part."""
    return {_part(box): Shape(box.style) for box in _lines(document)}


def inks(document: Any) -> Iterator[Ink]:
    """The ink of every `class="line <part>"` in a document."""
    for box in _lines(document):
        box.pango_layout.reactivate(box.style)
        ink, _ = extents(box.pango_layout)
        box.pango_layout.deactivate()
        left, top = box.position_x + ink.x * FROM_UNITS, box.position_y + box.baseline + ink.y * FROM_UNITS
        edges = (left, top, left + ink.width * FROM_UNITS, top + ink.height * FROM_UNITS)
        yield Ink(part=_part(box), **dict(zip(("left", "top", "right", "bottom"), (edge * PIXEL_PT for edge in edges), strict=True)))


def code_size(document: Any) -> Millimetre | None:
    """The smallest side of a QR code in a document."""
    sizes = [min(box.width, box.height) for box in boxes(document) if type(box).__name__.endswith("ReplacedBox") and _is_code(box)]
    return min(sizes) * PIXEL_PT * POINT_MM if sizes else None


def places(document: Any) -> list[Place]:
    """Where the baseline of every `class="line <part>"` begins, and what it says."""
    return [Place(part=_part(box), text=box.text, x=box.position_x, y=box.position_y + box.baseline) for box in _lines(document)]


def _is_code(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == SVG_CLASS


def _lines(document: Any) -> Iterator[Any]:
    return (box for box in boxes(document) if type(box).__name__ == "TextBox" and box.element is not None and _part(box))


def _part(box: Any) -> str:
    classes: list[str] = box.element.get("class", "").split()
    return classes[1] if len(classes) == 2 and classes[0] == "line" else ""
