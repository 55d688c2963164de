"""PDFs of other origin whose content or annotations are traps: two engines draw the cell as they draw the page itself."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, PdfObject

from imposition.geometry import Rect
from ledger.values import Size
from tests.imposition.pdfs import (
    ENGINES,
    MARKER,
    cut,
    difference,
    floats,
    names,
    pdfium,
    poppler,
    pypdf_badge,
    source,
    weasyprint_badge,
)
from tests.imposition.trap_pages import STOCK, TRIM, Change, assert_drawn_alike, blank, contents, form, impose, page_with


def test_content_in_several_streams(tmp_path: Path) -> None:
    """Split in the middle of a graphics state and without a blank at the seam."""
    pieces = (b"q 0.5 0 0 0.5 0 0 cm", MARKER + b"0 0 1 rg", b"0 0 80 40 re", b"f Q 1 0 0 rg 150 20 50 50 re f")
    assert_drawn_alike(pypdf_badge(tmp_path / "a.pdf", change=contents(*pieces)), tmp_path)


@pytest.mark.parametrize("content", [b"q q 0.2 0 0 0.2 900 900 cm " + MARKER, MARKER + b" Q Q Q", MARKER + b" q 0 0 0 0 re W n"])
def test_unbalanced_content_does_not_touch_its_neighbour(content: bytes, tmp_path: Path) -> None:
    odd = source(pypdf_badge(tmp_path / "odd.pdf", content=content), identity="B1")
    fine = source(weasyprint_badge(tmp_path / "fine.pdf"), identity="B2")
    sheet, _ = impose([odd, fine], tmp_path)
    inside, media = Rect(left=3, bottom=3, width=86, height=124), Size(width=92, height=130)
    for engine in (pdfium, partial(poppler, quiet=False)):  # poppler says what it thinks of the odd one
        assert difference(cut(engine(sheet), STOCK.cell(1), STOCK.sheet), cut(engine(fine.pdf), inside, media)) <= 16


def test_a_page_that_blends_as_a_group(tmp_path: Path) -> None:
    """A page's group is isolated, so its form's group must say so. Poppler antialiases edges in groups only: they may differ."""
    multiply = DictionaryObject({NameObject("/BM"): NameObject("/Multiply"), NameObject("/ca"): NumberObject(1)})
    states = DictionaryObject({NameObject("/M"): multiply})
    group = names(S="/Transparency", CS="/DeviceRGB")
    change = page_with(Group=group, Resources=DictionaryObject({NameObject("/ExtGState"): states}))
    content = MARKER + b"/M gs 0 1 1 rg 30 50 180 250 re f 1 1 0 rg 100 100 100 100 re f"
    pdf = pypdf_badge(tmp_path / "a.pdf", content=content, change=change)
    sheet, _ = impose([source(pdf)], tmp_path)
    for engine in ENGINES:
        off = np.abs(cut(engine(sheet), STOCK.cell(0), STOCK.sheet) - cut(engine(pdf), TRIM, TRIM.size)).max(axis=2) > 16
        assert off.mean() < 0.005
    badge = PdfReader(sheet).pages[0]["/Resources"]["/XObject"]["/B0"]  # type: ignore[index]
    assert badge["/Group"] == {"/S": "/Transparency", "/CS": "/DeviceRGB", "/I": True}


@pytest.mark.parametrize("change", [contents(), contents(b""), contents(b"", b"")])
def test_a_page_without_content_is_a_blank_cell_and_a_warning(change: Change, tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", change=change)
    sheet, written = impose([source(pdf)], tmp_path)
    assert written.warnings == ("badge B17: its page is empty, the cell stays blank",)
    assert blank(cut(pdfium(sheet), STOCK.cell(0), STOCK.sheet))


def annotation(writer: PdfWriter, subtype: str, flags: int) -> PdfObject:
    """A red and a blue bar in a box of its own, turned by its matrix and stretched by its rectangle."""
    look = form(
        writer,
        b"1 0 0 rg 0 0 10 10 re f 0 0 1 rg 20 0 30 10 re f",
        BBox=floats(0, 0, 50, 10),
        Matrix=floats(0, 1, -1, 0, 7, 3),
    )
    entries = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject(subtype),
        "/Rect": floats(40, 120, 90, 280),
        "/F": NumberObject(flags),
        "/AP": DictionaryObject({NameObject("/N"): look}),
    }
    return writer._add_object(DictionaryObject({NameObject(key): value for key, value in entries.items()}))


def test_annotations_that_print_are_flattened(tmp_path: Path) -> None:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        page[NameObject("/Rotate")] = NumberObject(180)
        link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/Rect"): floats(0, 0, 9, 9)})
        link[NameObject("/Border")] = floats(0, 0, 0)
        page[NameObject("/Annots")] = ArrayObject([annotation(writer, "/Stamp", 4), link])

    written = assert_drawn_alike(pypdf_badge(tmp_path / "a.pdf", change=change), tmp_path)
    assert written.warnings == ("badge B17: annotations flattened: 1", "badge B17: links dropped: 1")


@pytest.mark.parametrize("flags", [0, 2, 4 + 2])
def test_annotations_that_do_not_print_are_dropped(flags: int, tmp_path: Path) -> None:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        page[NameObject("/Annots")] = ArrayObject([annotation(writer, "/Stamp", flags)])

    plain, noted = pypdf_badge(tmp_path / "a.pdf"), pypdf_badge(tmp_path / "b.pdf", change=change)
    sheet, written = impose([source(noted)], tmp_path)
    assert difference(cut(pdfium(sheet), STOCK.cell(0).grown(-0.1), STOCK.sheet), cut(pdfium(plain), TRIM.grown(-0.1), TRIM.size)) <= 16
    assert written.warnings == ("badge B17: annotations not set to print dropped: 1",)
