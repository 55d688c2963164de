"""PDFs of other origin, each with a trap that imposers fall into: two engines draw the cell as they draw the page itself."""

import io
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, IndirectObject, NameObject, NumberObject, PdfObject

from imposition.geometry import Rect, points
from imposition.plan import BadgeSource, plan
from imposition.stocks import find
from imposition.write import Written, write
from ledger.values import Size
from tests.imposition.pdfs import (
    ENGINES,
    MARKER,
    Picture,
    cut,
    difference,
    floats,
    names,
    pdfium,
    poppler,
    pypdf_badge,
    source,
    stream,
    weasyprint_badge,
)

type Change = Callable[[PdfWriter, DictionaryObject], None]

STOCK = find("a4-2x2")
TRIM = Rect(left=0, bottom=0, width=86, height=124)


def impose(badges: list[BadgeSource], folder: Path) -> tuple[Path, Written]:
    pdf = folder / "sheet.pdf"
    with pdf.open("wb") as out:
        return pdf, write(plan(STOCK, badges), out)


def assert_drawn_alike(pdf: Path, folder: Path, *, inside: Rect = TRIM, media: Size = TRIM.size) -> Written:
    """Whether both engines draw the badge in slot B2 as they draw its own page, whose trim lies at `inside`."""
    sheet, written = impose([None, None, None, source(pdf)], folder)  # type: ignore[list-item]
    cell = STOCK.cell(3).grown(-0.1)  # without its outermost pixels: engines blend them with what lies beside
    for engine in ENGINES:
        alone = cut(engine(pdf), inside.grown(-0.1), media)
        assert (alone < 128).any(), "the fixture shows something"
        assert difference(cut(engine(sheet), cell, STOCK.sheet), alone) <= 16, engine.__name__
    return written


def page_with(**entries: PdfObject) -> Change:
    def change(_: PdfWriter, page: DictionaryObject) -> None:
        page.update({NameObject(f"/{key}"): value for key, value in entries.items()})

    return change


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


def contents(*pieces: bytes) -> Change:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        made = []
        for index, piece in enumerate(pieces):
            coded = stream(zlib.compress(piece), Filter=NameObject("/FlateDecode")) if index % 2 else stream(piece)
            made.append(writer._add_object(coded))
        page[NameObject("/Contents")] = ArrayObject(made)

    return change


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


def form(writer: PdfWriter, content: bytes, **entries: PdfObject) -> IndirectObject:
    made = stream(content, Type=NameObject("/XObject"), Subtype=NameObject("/Form"), **entries)
    return writer._add_object(made)


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


def test_resources_that_contain_themselves(tmp_path: Path) -> None:
    """The page draws Outer, which draws Inner, which draws Bar from the very resources that Outer itself came from."""

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        resources = writer._add_object(DictionaryObject())
        box = floats(0, 0, 200, 300)
        inner = form(writer, b"/Bar Do", BBox=box, Resources=resources)
        own = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/Inner"): inner})})
        outer = form(writer, b"0 0.5 0 rg 20 20 60 200 re f /Inner Do", BBox=box, Resources=own)
        bar = form(writer, b"0.5 0 0.5 rg 100 20 60 200 re f", BBox=box)
        forms = DictionaryObject({NameObject("/Outer"): outer, NameObject("/Bar"): bar})
        resources.get_object()[NameObject("/XObject")] = forms
        page[NameObject("/Resources")] = resources

    pdf = pypdf_badge(tmp_path / "a.pdf", content=MARKER + b"/Outer Do", change=change)
    assert_drawn_alike(pdf, tmp_path)
    impose([source(pdf, identity=f"B{number}") for number in range(4)], tmp_path)


@pytest.mark.parametrize("change", [contents(), contents(b""), contents(b"", b"")])
def test_a_page_without_content_is_a_blank_cell_and_a_warning(change: Change, tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", change=change)
    sheet, written = impose([source(pdf)], tmp_path)
    assert written.warnings == ("badge B17: its page is empty, the cell stays blank",)
    assert blank(cut(pdfium(sheet), STOCK.cell(0), STOCK.sheet))


def blank(picture: Picture) -> bool:
    return bool((picture == 255).all())


def test_what_lies_outside_the_page_does_not_print(tmp_path: Path) -> None:
    """A badge without bleed whose content reaches beyond its page: viewers do not show that, and a sheet does not print it."""
    sheet, _ = impose([source(pypdf_badge(tmp_path / "a.pdf", content=b"-50 -50 900 900 re f"))], tmp_path)
    for engine in ENGINES:
        beside = STOCK.cell(0).mirrored_x(STOCK.cell(0).left * 2)  # the margin to the left of the cell
        strip = Rect(left=13.2, bottom=beside.bottom, width=2.6, height=beside.height)
        assert blank(cut(engine(sheet), strip, STOCK.sheet))


def test_strings_and_names_go_over_as_they_are(tmp_path: Path) -> None:
    """A palette is a string of bytes, a name may need escapes: both change nothing on paper."""

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        from pypdf.generic import ByteStringObject

        palette = ByteStringObject(b"\xfe\xff\x00(\\)\xc8\x10\x2e\x00\x80\x40")
        indexed = ArrayObject([NameObject("/Indexed"), NameObject("/DeviceRGB"), NumberObject(3), palette])
        image = stream(
            bytes((0b00011011, 0b10110001)),
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Width=NumberObject(4),
            Height=NumberObject(2),
            BitsPerComponent=NumberObject(2),
            ColorSpace=indexed,
            Interpolate=BooleanObject(value=False),
        )
        images = DictionaryObject({NameObject("/A B#(1)"): writer._add_object(image)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})

    content = MARKER + b"q 200 0 0 300 20 20 cm /A#20B#23#281#29 Do Q"
    assert_drawn_alike(pypdf_badge(tmp_path / "a.pdf", content=content, change=change), tmp_path)


def with_spot(*tint: float) -> Change:
    """A page with the spot colour Gold, which looks like this CMYK where there is no gold."""

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        function = DictionaryObject({NameObject("/FunctionType"): NumberObject(2), NameObject("/N"): NumberObject(1)})
        function.update({NameObject("/Domain"): floats(0, 1), NameObject("/C0"): floats(0, 0, 0, 0), NameObject("/C1"): floats(*tint)})
        gold = ArrayObject([NameObject("/Separation"), NameObject("/Gold"), NameObject("/DeviceCMYK"), writer._add_object(function)])
        spaces = DictionaryObject({NameObject("/G"): gold})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/ColorSpace"): writer._add_object(spaces)})

    return change


def test_a_spot_colour_with_two_substitutes_is_told(tmp_path: Path) -> None:
    content = MARKER + b"/G cs 0.8 scn 20 20 100 100 re f"
    tints = ((0, 0.1, 0.6, 0.1), (0, 0.1, 0.6, 0.1), (0, 0.5, 1, 0))
    badges = []
    for number, tint in enumerate(tints):
        pdf = pypdf_badge(tmp_path / f"{number}.pdf", content=content, change=with_spot(*tint))
        badges.append(source(pdf, identity=f"B{number}"))
    assert impose(badges[:2], tmp_path)[1].warnings == ()
    _, written = impose(badges, tmp_path)
    assert written.warnings == (
        "badge B2: its spot colour Gold has another substitute than the badges before it: they differ where it is not a plate",
    )
    assert_drawn_alike(badges[2].pdf, tmp_path)


def test_equal_objects_of_different_badges_are_written_once(tmp_path: Path) -> None:
    photo = zlib.compress(bytes(range(256)) * 3 * 40, 0)

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        image = stream(
            photo,
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Width=NumberObject(160),
            Height=NumberObject(64),
            BitsPerComponent=NumberObject(8),
            ColorSpace=NameObject("/DeviceRGB"),
            Filter=NameObject("/FlateDecode"),
        )
        images = DictionaryObject({NameObject("/I"): writer._add_object(image)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})

    badges = []
    for number in range(6):
        content = MARKER + b"%d 0 0 rg q 100 0 0 100 20 20 cm /I Do Q" % number
        pdf = pypdf_badge(tmp_path / f"{number}.pdf", content=content, change=change)
        badges.append(source(pdf, identity=f"B{number}"))
    out = io.BytesIO()
    written = write(plan(STOCK, badges), out)
    assert out.getvalue().count(photo) == 1
    assert written.bytes == len(out.getvalue()) < 2 * len(photo)
