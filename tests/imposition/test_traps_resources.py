"""PDFs of other origin whose resources are traps: two engines draw the cell as they draw the page itself."""

import io
import zlib
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject

from imposition.plan import plan
from imposition.write import write
from tests.imposition.pdfs import (
    MARKER,
    floats,
    pypdf_badge,
    source,
    stream,
)
from tests.imposition.trap_pages import STOCK, Change, assert_drawn_alike, form, impose


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
