"""PDFs of other origin whose boxes are traps: two engines draw the cell as they draw the page itself."""

from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject

from imposition.geometry import Rect, points
from ledger.values import Size
from tests.imposition.pdfs import (
    ENGINES,
    MARKER,
    cut,
    floats,
    pypdf_badge,
    source,
)
from tests.imposition.trap_pages import STOCK, assert_drawn_alike, blank, impose, page_with


@pytest.mark.parametrize(
    ("turn", "content"),
    [
        (90, b"1 0 0 1 20 10 cm "),
        (-90, b""),
        (180, b""),
        (270, b"1 0 0 1 20 10 cm "),
        (450, b""),
    ],
)
def test_turned_pages(turn: int, content: bytes, tmp_path: Path) -> None:
    width, height = (points(86), points(124)) if turn % 180 == 0 else (points(124), points(86))
    change = page_with(Rotate=NumberObject(turn))
    pdf = pypdf_badge(tmp_path / "a.pdf", content=content + MARKER, width=width, height=height, change=change)
    assert_drawn_alike(pdf, tmp_path)


def test_boxes_with_their_corners_in_any_order(tmp_path: Path) -> None:
    change = page_with(MediaBox=floats(points(86), 0, 0, points(124)), TrimBox=floats(0, points(124), points(86), 0))
    assert_drawn_alike(pypdf_badge(tmp_path / "a.pdf", change=change), tmp_path)


def test_a_trim_box_somewhere_on_a_larger_page(tmp_path: Path) -> None:
    left, bottom = points(12) - 40, points(9.5) + 70
    boxes = page_with(
        MediaBox=floats(-40, 70, -40 + points(110), 70 + points(150)),
        TrimBox=floats(left, bottom, left + points(86), bottom + points(124)),
    )
    moved = b"1 0 0 1 %f %f cm " % (left, bottom) + MARKER
    pdf = pypdf_badge(tmp_path / "a.pdf", content=moved, change=boxes)
    inside = Rect(left=12, bottom=9.5, width=86, height=124)
    assert_drawn_alike(pdf, tmp_path, inside=inside, media=Size(width=110, height=150))


def test_what_pages_inherit(tmp_path: Path) -> None:
    def hand_down(writer: PdfWriter, page: DictionaryObject) -> None:
        parent = writer._pages.get_object()
        parent[NameObject("/MediaBox")] = floats(0, 0, points(124), points(86))
        parent[NameObject("/Rotate")] = NumberObject(90)
        state = DictionaryObject({NameObject("/ca"): NumberObject(1), NameObject("/LW"): NumberObject(30)})
        parent[NameObject("/Resources")] = DictionaryObject({NameObject("/ExtGState"): DictionaryObject({NameObject("/Thick"): state})})
        for key in ("/MediaBox", "/Resources"):
            del page[key]

    content = MARKER + b"/Thick gs 20 20 m 200 200 l S"
    assert_drawn_alike(pypdf_badge(tmp_path / "a.pdf", content=content, change=hand_down), tmp_path)


def test_what_lies_outside_the_page_does_not_print(tmp_path: Path) -> None:
    """A badge without bleed whose content reaches beyond its page: viewers do not show that, and a sheet does not print it."""
    sheet, _ = impose([source(pypdf_badge(tmp_path / "a.pdf", content=b"-50 -50 900 900 re f"))], tmp_path)
    for engine in ENGINES:
        beside = STOCK.cell(0).mirrored_x(STOCK.cell(0).left * 2)  # the margin to the left of the cell
        strip = Rect(left=13.2, bottom=beside.bottom, width=2.6, height=beside.height)
        assert blank(cut(engine(sheet), strip, STOCK.sheet))
