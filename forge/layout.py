"""WeasyPrint: the one module that knows it. A design's sheet of styles and its files, parsed once; laid out for each badge."""

import logging
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from forge.design import TextField
from forge.errors import CannotRender
from forge.fit import POINT_MM

BASE: Final = "design:///"
PIXEL_MM: Final = 0.75 * POINT_MM
ROOM_MM: Final = 0.2
"""by which a laid-out line may seem to leave its box: rounding, not ink"""


class NotInDesignError(FatalURLFetchingError):
    """Something asked for a URL that is no file of the design."""


class Assets(URLFetcher):
    """Serves `design:///<name>` from the design's files in memory, and nothing else: no file of the machine, no network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            allowed_protocols={"design"}, allow_redirects=False, fail_on_errors=True
        )
        self._files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        parts = urlsplit(url)
        name = unquote(parts.path).lstrip("/")
        if parts.scheme != "design" or name not in self._files:
            raise NotInDesignError(f"{url[:200]} is no file of the design")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=self._files[name], headers={"Content-Type": kind})


class Layout:
    """What all badges of a design share: fonts, styles, images. This is WeasyPrint's fast configuration, byte-identical to a plain one."""

    def __init__(self, *, css: str, files: Mapping[str, bytes]) -> None:
        self._fonts = FontConfiguration()
        self._assets = Assets(files)
        self._images: dict[str, Any] = {}
        self._css = CSS(string=css, font_config=self._fonts, url_fetcher=self._assets, base_url=BASE)

    def lay_out(self, html: str) -> Any:
        """The laid-out document. Raises CannotRender when it reaches for something that is no file of the design."""
        try:
            page = HTML(string=html, url_fetcher=self._assets, base_url=BASE)
            return page.render(font_config=self._fonts, stylesheets=[self._css], cache=self._images)
        except FatalURLFetchingError as error:
            raise CannotRender("a design reaches its own files only", str(error), "put it into the design's folder") from error


def fits(document: Any, name: str, field: TextField) -> bool:
    """Does the text of #name stay in its box? Read from the laid-out boxes: WeasyPrint's private tree, the only place of the truth."""
    for box in document.pages[0]._page_box.descendants(placeholders=True):
        if type(box).__name__ == "BlockBox" and box.element is not None and box.element.get("id") == name:
            lines = [child for child in box.children if type(child).__name__ == "LineBox"]
            width = max((_ink_width(line) for line in lines), default=0.0) * PIXEL_MM
            height = sum(line.height for line in lines) * PIXEL_MM
            return width <= field.width + ROOM_MM and height <= field.height + ROOM_MM
    return True


def _ink_width(line: Any) -> float:
    left = min((child.position_x for child in line.children), default=0.0)
    return max((child.position_x + child.width for child in line.children), default=0.0) - left


@contextmanager
def captured() -> Iterator[list[str]]:
    """What WeasyPrint logs while it works: the only place where it says that a glyph or an image is missing."""
    lines: list[str] = []
    logger, handler = logging.getLogger("weasyprint"), _Lines(lines)
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
        logger.setLevel(level)


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())
