"""Badge files that cannot be printed as they are: an error that names the badge; never a blank, cut or scaled one."""

import io
import logging
import pickle
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from imposition.errors import BadgeFileError
from imposition.plan import BadgeSource, plan
from imposition.stocks import find
from imposition.write import check, write
from tests.imposition.pdfs import MARKER, names, number, pypdf_badge, source, stream, weasyprint_badge


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weasyprint_badge(tmp_path_factory.mktemp("good") / "badge.pdf")


def refusal(badge: BadgeSource) -> str:
    """What writing a sheet with this badge says."""
    with pytest.raises(BadgeFileError) as caught:
        write(plan(find("a4-2x2"), [badge]), io.BytesIO())
    assert caught.value.badge == badge.id
    assert str(caught.value).startswith(f"badge {badge.id}: its ")
    return str(caught.value)


def written(path: Path, data: bytes) -> BadgeSource:
    path.write_bytes(data)
    return source(path)


def test_its_error_comes_out_of_a_slot_as_it_is() -> None:
    """Else the sheet failed with it, and not the badge alone."""
    error = BadgeFileError("A17", "its PDF is damaged")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.badge, str(again)) == (BadgeFileError, "A17", "badge A17: its PDF is damaged")


def test_a_missing_file(tmp_path: Path) -> None:
    assert "cannot be read (No such file" in refusal(source(tmp_path / "none.pdf"))


def test_an_empty_file(tmp_path: Path) -> None:
    assert "empty file" in refusal(written(tmp_path / "a.pdf", b""))


def test_a_file_that_is_no_pdf(tmp_path: Path) -> None:
    assert "no PDF" in refusal(written(tmp_path / "a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200)))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_short(share: float, good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    assert "damaged" in refusal(written(tmp_path / "a.pdf", data[: int(len(data) * share)]))


def test_a_text_whose_compressed_bytes_are_broken(good: Path, tmp_path: Path) -> None:
    """The content goes over unparsed: broken bytes in it would print as half a badge."""
    data = good.read_bytes()
    begin = max(re.finditer(rb"stream\n", data), key=lambda match: data.find(b"endstream", match.end()) - match.end()).end()
    assert "damaged" in refusal(written(tmp_path / "a.pdf", data[: begin + 90] + bytes(40) + data[begin + 130 :]))


def test_a_text_that_ends_early(tmp_path: Path) -> None:
    """What is there can be inflated: only the end of the data tells."""

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        half = zlib.compress(MARKER * 50)[:-30]
        page[NameObject("/Contents")] = writer._add_object(stream(half, Filter=NameObject("/FlateDecode")))

    assert "a stream ends early" in refusal(source(pypdf_badge(tmp_path / "a.pdf", change=change)))


def test_encryption(good: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=good)
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "encrypted" in refusal(source(tmp_path / "a.pdf"))
    aes = re.sub(rb"/V 2\b", b"/V 5", re.sub(rb"/R 3\b", b"/R 6", (tmp_path / "a.pdf").read_bytes()))
    refusal(written(tmp_path / "b.pdf", aes))


def test_no_page_at_all(tmp_path: Path) -> None:
    PdfWriter().write(tmp_path / "a.pdf")
    assert "0 pages" in refusal(source(tmp_path / "a.pdf"))


def test_more_pages_than_faces(tmp_path: Path) -> None:
    assert "more than 2 pages" in refusal(source(pypdf_badge(tmp_path / "a.pdf", pages=3)))


@pytest.mark.parametrize(("width", "height"), [(243.8, 354), (240, 351.5), (351.5, 243.8)])
def test_another_size(width: float, height: float, tmp_path: Path) -> None:
    why = refusal(source(pypdf_badge(tmp_path / "a.pdf", width=width, height=height)))
    assert f"its page 1 is {width / 72 * 25.4:.1f} x {height / 72 * 25.4:.1f} mm by its TrimBox, not 86 x 124 mm" in why
    assert "never scaled" in why


def test_half_a_millimetre_is_no_other_size(tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", width=243.78 + 1.4, height=351.5 - 1.4)
    assert check(source(pdf)) == 1


def test_a_back_of_another_size(tmp_path: Path) -> None:
    def smaller_back(_: PdfWriter, page: DictionaryObject) -> None:
        page[NameObject("/MediaBox")] = ArrayObject(FloatObject(each) for each in next(boxes))

    boxes = iter([(0, 0, 243.78, 351.5), (0, 0, 200, 300)])
    assert "its page 2 is 70.6 x 105.8 mm" in refusal(source(pypdf_badge(tmp_path / "a.pdf", change=smaller_back, pages=2)))


@pytest.mark.parametrize(
    ("entry", "value", "why"),
    [
        ("/UserUnit", FloatObject(2), "UserUnit 2"),
        ("/Rotate", number(45), "Rotate 45"),
        ("/MediaBox", None, "no MediaBox"),
        ("/TrimBox", ArrayObject(FloatObject(each) for each in (500, 500, 743.78, 851.5)), "TrimBox outside its MediaBox"),
        ("/Resources", DictionaryObject({NameObject("/Füße"): number(1)}), "outside ASCII"),
    ],
)
def test_pages_that_are_not_understood(entry: str, value: object, why: str, tmp_path: Path) -> None:
    def change(_: PdfWriter, page: DictionaryObject) -> None:
        page.pop(entry, None)
        if value is not None:
            page[NameObject(entry)] = value  # type: ignore[index]

    assert why in refusal(source(pypdf_badge(tmp_path / "a.pdf", change=change)))


def with_layer(config: Callable[[PdfWriter, DictionaryObject, object], None]) -> Callable[[PdfWriter, DictionaryObject], None]:
    """A page whose text is on a layer `Guides`; `config` gets the layer's default configuration."""

    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        layer = DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Guides")})
        reference = writer._add_object(layer)
        default = DictionaryObject()
        config(writer, default, reference)
        properties = DictionaryObject({NameObject("/OCGs"): ArrayObject([reference]), NameObject("/D"): default})
        writer._root_object[NameObject("/OCProperties")] = properties
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Properties"): DictionaryObject({NameObject("/L"): reference})})

    return change


def off(_: PdfWriter, default: DictionaryObject, layer: object) -> None:
    default[NameObject("/OFF")] = ArrayObject([layer])


def off_at_first(_: PdfWriter, default: DictionaryObject, layer: object) -> None:
    default[NameObject("/BaseState")] = NameObject("/OFF")


def not_printed(_: PdfWriter, default: DictionaryObject, layer: object) -> None:
    usage = DictionaryObject({NameObject("/Print"): names(PrintState="/OFF")})
    layer.get_object()[NameObject("/Usage")] = usage  # type: ignore[attr-defined]
    event = DictionaryObject({NameObject("/Event"): NameObject("/Print"), NameObject("/OCGs"): ArrayObject([layer])})
    default[NameObject("/AS")] = ArrayObject([event])


@pytest.mark.parametrize("config", [off, off_at_first, not_printed])
def test_a_layer_that_is_off_would_print(config: Callable[[PdfWriter, DictionaryObject, object], None], tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", content=b"/OC /L BDC 9 9 50 50 re f EMC", change=with_layer(config))
    assert "its layer 'Guides' is off and would print" in refusal(source(pdf))


def test_a_layer_that_is_on_is_no_trouble(tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", change=with_layer(lambda *_: None))
    assert check(source(pdf)) == 1
    write(plan(find("a4-2x2"), [source(pdf)]), io.BytesIO())


def test_content_that_shows_while_a_layer_is_off(tmp_path: Path) -> None:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        box = ArrayObject(FloatObject(each) for each in (0, 0, 50, 50))
        form = stream(b"0 0 50 50 re f", Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=box)
        form[NameObject("/OC")] = names(Type="/OCMD", P="/AllOff")
        forms = DictionaryObject({NameObject("/X"): writer._add_object(form)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): forms})

    assert "shows content while a layer is off" in refusal(source(pypdf_badge(tmp_path / "a.pdf", content=b"/X Do", change=change)))


def test_badges_with_and_without_backs_do_not_mix(tmp_path: Path) -> None:
    one = source(pypdf_badge(tmp_path / "one.pdf"), identity="B1")
    two = source(pypdf_badge(tmp_path / "two.pdf", pages=2), identity="B2")
    with pytest.raises(BadgeFileError, match="badge B2: its PDF has 2 pages, the badges before it 1"):
        write(plan(find("a4-2x2"), [one, two]), io.BytesIO())


def test_a_badge_that_trips_the_sheet_can_be_left_out(good: Path, tmp_path: Path) -> None:
    bad = written(tmp_path / "a.pdf", b"%PDF-1.7\n")
    fine = source(good, identity="B18")
    refusal(bad)
    assert write(plan(find("a4-2x2"), [None, fine]), io.BytesIO()).pages == 1


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_is_refused_by_name_or_harmless(seed: int, good: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(good.read_bytes())
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(9, len(data))] = chance.randrange(256)
    out = io.BytesIO()
    try:
        write(plan(find("a4-2x2"), [written(tmp_path / "a.pdf", bytes(data))]), out)
    except BadgeFileError as error:
        assert error.badge == "B17"
        return
    assert len(pypdfium2.PdfDocument(out.getvalue())) == 1
    assert len(PdfReader(io.BytesIO(out.getvalue()), strict=True).pages) == 1


@pytest.mark.parametrize("level", [logging.WARNING, logging.CRITICAL])
def test_what_would_have_to_be_repaired_is_refused(level: int, good: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """pypdf warns, and reads on without the object whose place is wrong: a badge without its band, or its name."""
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "a.pdf", linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = (tmp_path / "a.pdf").read_bytes()
    assert write(plan(find("a4-2x2"), [source(tmp_path / "a.pdf")]), io.BytesIO()).pages == 1
    place = re.compile(rb"\n(\d{10}) 00000 n").search(data, data.rindex(b"xref\n0 "))
    assert place
    wrong = data[: place.start(1)] + b"%010d" % (int(place[1]) + 3) + data[place.end(1) :]
    caplog.set_level(level)
    assert "damaged" in refusal(written(tmp_path / "b.pdf", wrong))


def test_messages_do_not_quote_the_file(tmp_path: Path) -> None:
    """pypdf's texts quote what they read, which may be the person's name."""
    data = pypdf_badge(tmp_path / "a.pdf").read_bytes().replace(b"/MediaBox", b"(Quinn)  ")
    assert "Quinn" not in refusal(written(tmp_path / "b.pdf", data))


def test_the_size_is_that_of_the_page_as_it_is_looked_at(tmp_path: Path) -> None:
    def turned(_: PdfWriter, page: DictionaryObject) -> None:
        page[NameObject("/Rotate")] = number(90)

    pdf = pypdf_badge(tmp_path / "a.pdf", width=351.5, height=243.78, change=turned)
    assert check(source(pdf)) == 1
