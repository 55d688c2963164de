"""The file of a sheet: the same bytes for the same plan, page boxes, outline, title; no more than that leaks into it."""

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from imposition.plan import BadgeSource, Options, Sheet, Sides, arrange, plan
from imposition.stocks import find
from imposition.write import Written, check, write
from tests.imposition.pdfs import pypdf_badge, source, weasyprint_badge

A4 = find("a4-2x2")
OPTIONS = Options(batch="Herbst 2025 (A)", time="2025-10-01 18:30")


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> list[BadgeSource]:
    folder = tmp_path_factory.mktemp("badges")
    return [
        source(weasyprint_badge(folder / f"{index}.pdf", name=name), identity=f"T-{index}/ü")
        for index, name in enumerate(("Zoë Quinn", "Li Wei", "Ana Cruz", "Ömer Şen", "Noor"))
    ]


def made(sheets: tuple[Sheet, ...]) -> tuple[bytes, Written]:
    out = io.BytesIO()
    written = write(sheets, out)
    return out.getvalue(), written


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def test_the_same_plan_gives_the_same_bytes(badges: list[BadgeSource], tmp_path: Path) -> None:
    data, written = made(plan(A4, badges, OPTIONS))
    assert made(plan(A4, badges, OPTIONS))[0] == data
    elsewhere = []
    for badge in badges:
        copy = tmp_path / badge.pdf.name
        copy.write_bytes(badge.pdf.read_bytes())
        elsewhere.append(replace(badge, pdf=copy))
    assert made(plan(A4, elsewhere, OPTIONS))[0] == data
    assert data.startswith(b"%PDF-1.7\n")
    assert written == Written(pages=2, bytes=len(data), warnings=(), sides=Sides.ONE_SIDED)


def test_another_plan_gives_another_identity(badges: list[BadgeSource]) -> None:
    sheets = (plan(A4, badges, OPTIONS), plan(A4, badges[::-1], OPTIONS), plan(A4, badges[:4], OPTIONS))
    identities = [read(made(sheet)[0]).trailer["/ID"] for sheet in sheets]
    assert len({str(identity) for identity in identities}) == 3


def test_the_boxes_of_a_page(badges: list[BadgeSource]) -> None:
    page = read(made(plan(A4, badges[:4], OPTIONS))[0]).pages[0]
    boxes = {
        "/MediaBox": (0, 0, 210, 297),
        "/TrimBox": (16, 21.5, 194, 275.5),
        "/BleedBox": (13, 18.5, 197, 278.5),
    }
    for key, box in boxes.items():
        assert [float(edge) / 72 * 25.4 for edge in page[key]] == pytest.approx(box, abs=0.001)  # type: ignore[attr-defined]


def test_the_outline_finds_each_badge_by_its_id(badges: list[BadgeSource]) -> None:
    reader = read(made(plan(A4, [*badges[:2], None, *badges[2:]], OPTIONS))[0])
    found = [(entry.title, reader.get_destination_page_number(entry)) for entry in reader.outline]  # type: ignore[arg-type, union-attr]
    assert found == [
        ("sheet 1, A1, T-0/ü", 0),
        ("sheet 1, B1, T-1/ü", 0),
        ("sheet 1, B2, T-2/ü", 0),
        ("sheet 2, A1, T-3/ü", 1),
        ("sheet 2, B1, T-4/ü", 1),
    ]
    assert reader.outline[2].top == pytest.approx((21.5 + 124) / 25.4 * 72, abs=0.01)  # type: ignore[union-attr]


def test_the_pages_are_named_by_their_sheets(badges: list[BadgeSource], tmp_path: Path) -> None:
    assert read(made(plan(A4, badges, replace(OPTIONS, first=7)))[0]).page_labels == ["sheet 7", "sheet 8"]
    double = source(pypdf_badge(tmp_path / "a.pdf", pages=2))
    assert read(made(plan(A4, [double]))[0]).page_labels == ["sheet 1", "sheet 1 back"]


def test_a_scan_names_the_sheet(badges: list[BadgeSource]) -> None:
    sheet = arrange(A4, {"A1": badges[0]}, replace(OPTIONS, code="S4711"))
    page = pypdfium2.PdfDocument(made((sheet,))[0])[0]
    found = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())
    assert [code.text for code in found] == ["S4711"]
    assert sheet.slug and sheet.slug.text.endswith("2025-10-01 18:30   S4711")


def test_title_and_viewer(badges: list[BadgeSource]) -> None:
    reader = read(made(plan(A4, badges, OPTIONS))[0])
    assert reader.metadata and reader.metadata.title == "Herbst 2025 (A)"
    assert set(reader.metadata) == {"/Title", "/Producer"}
    assert reader.root_object["/ViewerPreferences"] == {"/PrintScaling": "/None", "/DisplayDocTitle": True}


def test_the_sheets_say_what_lies_where(badges: list[BadgeSource]) -> None:
    data, _ = made(plan(A4, badges[:4], OPTIONS))
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    text = page.get_text_bounded()
    assert "Herbst 2025 (A) sheet 1 of 1 2025-10-01 18:30" in " ".join(text.split())
    order = [name for name in text.split() if name in {"Zoë", "Li", "Ana", "Ömer"}]
    assert order == ["Zoë", "Li", "Ana", "Ömer"]


def test_no_name_and_no_path_beside_the_badge_itself(badges: list[BadgeSource]) -> None:
    data, _ = made(plan(A4, badges, OPTIONS))
    reader = read(data)
    texts = [str(entry) for entry in reader.outline] + [str(reader.metadata)]
    assert not any(name in text for name in ("Quinn", "Wei", "Noor") for text in texts)
    assert str(badges[0].pdf.parent).encode() not in data


def test_a_sheet_of_two_faced_badges_has_two_pages(tmp_path: Path) -> None:
    double = source(pypdf_badge(tmp_path / "a.pdf", pages=2))
    data, written = made(plan(A4, [double] * 5, replace(OPTIONS, sides=Sides.SHORT_EDGE)))
    assert (written.pages, written.sides) == (4, "two-sided-short-edge")
    reader = read(data)
    assert [reader.get_destination_page_number(entry) for entry in reader.outline] == [0, 0, 0, 0, 2]  # type: ignore[arg-type, union-attr]
    assert check(double) == 2


def test_an_empty_sheet_is_a_page_with_marks() -> None:
    data, written = made((arrange(A4, {}, OPTIONS, number=1, total=1),))
    assert written.pages == 1
    assert "/Outlines" not in read(data).root_object
    assert b" m " in data


def test_marks_that_found_no_room_are_told_once(badges: list[BadgeSource]) -> None:
    narrow = replace(A4, left=4, name="narrow")
    _, written = made(plan(narrow, badges, OPTIONS))
    assert written.warnings == ("stock narrow: no crop marks at the left: its margin of 4 mm is less than 3 mm offset + 2 mm",)


def test_letter_boxes_and_media_agree(badges: list[BadgeSource]) -> None:
    stock = find("letter-2x2")
    page = read(made(plan(stock, badges[:1]))[0]).pages[0]
    assert [float(edge) for edge in page.mediabox] == [0, 0, 612, 792]


def test_a_design_of_the_trim_with_half_a_millimetre_to_spare_is_centred(tmp_path: Path) -> None:
    pdf = pypdf_badge(tmp_path / "a.pdf", content=b"0 0 400 500 re f", width=86.4 / 25.4 * 72, height=124 / 25.4 * 72)
    data, _ = made(plan(A4, [source(pdf)]))
    form = read(data).pages[0]["/Contents"].get_data().decode()  # type: ignore[attr-defined]
    x = float(form.split(" cm /B0")[0].split()[-2])
    assert x / 72 * 25.4 == pytest.approx(16 - 0.2, abs=0.001)
