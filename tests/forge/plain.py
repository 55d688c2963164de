"""The same badge without our machinery: the final HTML in a fresh, plain WeasyPrint. For tests and benchmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from forge.assets import BASE, Assets
from forge.attendee import Attendee
from forge.design import Design
from forge.event import EventText
from forge.layout import Fetcher, Layout, finish
from forge.page import styles
from forge.rendering import Renderer


@contextmanager
def pages_seen() -> Iterator[list[str]]:
    """The HTML of every layout that is made inside."""
    seen: list[str] = []
    original = Layout.lay_out

    def lay_out(self: Layout, html: str) -> Any:
        seen.append(html)
        return original(self, html)

    with mock.patch.object(Layout, "lay_out", lay_out):
        yield seen


def final_html(attendee: Attendee, design: Design, event: EventText) -> str:
    """The HTML that says the same as the badge."""
    with pages_seen() as seen:
        Renderer(whole=True).render(attendee, design, event=event)
    return seen[-1]


def plain_pdf(html: str, design: Design) -> bytes:
    """The PDF of that HTML from objects that are made for it alone, its operators mended as ours are."""
    fonts, fetcher = FontConfiguration(), Fetcher(Assets(design.files))
    sheets = [CSS(string=css, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for css in styles(design)]
    pdf: bytes = HTML(string=html, base_url=BASE, url_fetcher=fetcher).write_pdf(stylesheets=sheets, font_config=fonts, finisher=finish)
    return pdf


def naive_pdf(html: str, design: Design, folder: str) -> bytes:
    """What a program writes that has just met WeasyPrint: styles in the page, files beside it, defaults for all else."""
    page = html.replace("<body", f"<style>{'</style><style>'.join(styles(design))}</style><body", 1)
    pdf: bytes = HTML(string=page, base_url=folder).write_pdf()
    return pdf
