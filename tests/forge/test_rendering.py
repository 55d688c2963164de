"""Badges as people see them: every script whole, inside its box, and nothing missing in silence."""

import io
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from forge.attendee import accept
from forge.design import Design, find
from forge.errors import CannotRender
from forge.event import EventText
from forge.fit import splits
from forge.rendering import Badge, Renderer

EVENT = EventText(key="e", name="Paper & Queues", dates="24-26 November 2026", place="Lisbon")
NAMES = {
    "Latin": "Ada Lovelace",
    "Vietnamese": "Nguyễn Thị Minh Khai",
    "Polish": "Żółkiewska Małgorzata",
    "Turkish": "İpek Şahoğlu",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Ирина Щербакова",
    "Armenian": "Արամ Հակոբյան",
    "Georgian": "ნინო ბერიძე",
    "Hebrew": "נועה כהן",
    "Arabic": "محمد الفارسي",
    "Devanagari": "अनन्या शर्मा",
    "Bengali": "অনন্যা সেন",
    "Tamil": "கவிதா ராமன்",
    "Telugu": "లక్ష్మి రావు",
    "Thai": "สมชาย ใจดี",
    "Khmer": "សុខា ចាន់",
    "Ethiopic": "ሰላም ተስፋዬ",
    "Chinese": "王小明",
    "Japanese": "山田 太郎",
    "Korean": "김서연",
    "emoji": "Kim 🎉 Lee",
}
LONG = "Maria-Magdalena von Hohenzollern-Sigmaringen de la Fuente y Castillo"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="module")
def design() -> Design:
    return find("conference")


def badge(renderer: Renderer, design: Design, name: str, **more: object) -> Badge:
    kind = more.pop("type", "speaker")
    return renderer.render(accept(id="A17", name=name, company="Sample Works", type=kind, **more), design, event=EVENT)


def text(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "badge.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_rendered_whole(renderer: Renderer, design: Design, script: str):
    made = badge(renderer, design, NAMES[script])
    assert made.pages == 1
    assert made.warnings == ()


@pytest.mark.parametrize("name", ["Ada Lovelace", LONG, "Rindfleischetikettierungsüberwachung", "Bo", "王小明" * 12])
def test_the_ink_of_a_name_stays_six_millimetres_inside_the_trim(renderer: Renderer, design: Design, name: str):
    """Looked at as a picture: the columns beside the name's box are white."""
    page = pypdfium2.PdfDocument(badge(renderer, design, name).pdf)[0]
    picture = page.render(scale=254 / 72).to_numpy()  # 10 pixels a millimetre; the page has 3 mm of bleed
    hero = picture[(3 + 22) * 10 : (3 + 82) * 10]
    assert (hero[:, : (3 + 5) * 10] > 250).all()
    assert (hero[:, -(3 + 5) * 10 :] > 250).all()
    assert (hero < 100).any()


def test_the_band_reaches_the_edge_of_the_bleed(renderer: Renderer, design: Design):
    picture = pypdfium2.PdfDocument(badge(renderer, design, "Ada").pdf)[0].render(scale=254 / 72).to_numpy()
    assert abs(picture.shape[0] - 1300) <= 1
    assert abs(picture.shape[1] - 920) <= 1
    for row, column in ((-3, 2), (-3, -3), (-100, 2), (-100, -3)):
        assert picture[row, column].max() < 200, "the band is white at the edge"


def test_a_long_word_is_broken_and_says_so(renderer: Renderer, design: Design):
    assert badge(renderer, design, "Rindfleischetikettierungsüberwachungsaufgaben" * 2).warnings == ("a word of the name is broken",)


def test_what_does_not_fit_fails_by_name_and_prints_when_accepted(renderer: Renderer, design: Design):
    person = accept(id="A17", name="W" * 200, type="speaker")
    with pytest.raises(CannotRender, match="the name fits its box"):
        renderer.render(person, design, event=EVENT)
    assert renderer.render(person, design, event=EVENT, accept=True).warnings


def test_a_missing_glyph_fails_by_name_and_prints_when_accepted(renderer: Renderer, design: Design):
    person = accept(id="A17", name="Ada \U000f1234", type="speaker")
    with pytest.raises(CannotRender, match=r"U\+F1234"):
        renderer.render(person, design, event=EVENT)
    assert "U+F1234" in renderer.render(person, design, event=EVENT, accept=True).warnings[0]


def test_an_unknown_type_names_the_known_ones(renderer: Renderer, design: Design):
    with pytest.raises(CannotRender, match="attendee, speaker, sponsor, organizer"):
        badge(renderer, design, "Ada", type="emperor")


def test_markup_in_a_name_is_text(renderer: Renderer, design: Design, tmp_path: Path):
    name = '<img src="file:///etc/passwd"><style>*{display:none}</style>'
    made = badge(renderer, design, name)
    assert "passwd" in re.sub(r"\s", "", text(made.pdf, tmp_path))


def test_a_template_reaches_no_file_and_no_network():
    shipped = find("conference")
    for url in ("file:///etc/passwd", "http://127.0.0.1:9/x.png", "design:///../../etc/passwd"):
        html = shipped.html.replace('<div id="band">', f'<img src="{url}"><div id="band">')
        evil = Design.parse("evil", {**shipped.files, "badge.html": html.encode()})
        with pytest.raises(CannotRender, match="reaches its own files only"):
            badge(Renderer(), evil, "Ada")


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_qr_code_scans(renderer: Renderer, design: Design, dpi: int):
    page = pypdfium2.PdfDocument(badge(renderer, design, "Ada").pdf)[0]
    found = zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
    assert [code.text for code in found] == ["A17"]


def test_the_same_badge_has_the_same_bytes_from_another_renderer(renderer: Renderer, design: Design):
    assert badge(renderer, design, LONG).pdf == badge(Renderer(), Design.from_archive("x", design.archive()), LONG).pdf


def test_a_given_name_is_the_hero(renderer: Renderer, design: Design):
    whole = badge(renderer, design, "Ada Lovelace")
    parts = badge(renderer, design, "Ada Lovelace", fields={"given_name": "Ada", "family_name": "Lovelace"})
    assert whole.pdf != parts.pdf


def test_lines_break_at_spaces_hyphens_and_between_ideographs():
    assert ("Maria-", "Magdalena") in set(splits("Maria-Magdalena", 2))
    assert ("王小", "明") in set(splits("王小明", 2))
    assert all("".join(lines).replace(" ", "") == "AdaLovelace" for lines in splits("Ada Lovelace", 3))


def test_the_types_are_readable_and_told_apart_in_grey(design: Design):
    """WCAG 2.1: contrast AA is 4.5; lightness L* of CIE 1976, at least 15 between two types."""
    lightness = sorted(116 * luminance(kind.colour) ** (1 / 3) - 16 for kind in design.types.values())
    assert min(b - a for a, b in pairwise(lightness)) >= 15
    for kind in design.types.values():
        low, high = sorted((luminance(kind.colour), luminance(kind.text)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, kind.key


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_archive_is_the_design(design: Design):
    again = Design.from_archive("conference", design.archive())
    assert again.digest == design.digest
    assert io.BytesIO(again.archive()).getvalue() == design.archive()
