"""Badges as people see them: whole, inside their boxes on the pixels, and nothing missing in silence."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from forge.attendee import accept
from forge.design import Design
from forge.errors import CannotRender
from forge.rendering import Renderer
from tests.forge.people import EVENT, HARD, SCRIPTS, person
from tests.forge.pictures import Picture, changed, ink_inside, ink_outside, jpeg, letters, pdfium, poppler, text

type Engine = Callable[..., list[Picture]]


@pytest.mark.parametrize("engine", [pdfium, poppler])
@pytest.mark.parametrize("name", [*SCRIPTS, *HARD])
def test_all_ink_is_in_the_boxes(renderer: Renderer, bare: Design, name: str, engine: Engine):
    made = renderer.render(person({**SCRIPTS, **HARD}[name]), bare, event=EVENT)
    (picture,) = engine(made.pdf)
    assert ink_outside(picture, bare) == 0
    assert all(ink_inside(picture, bare, field) > 100 for field in bare.fields)


@pytest.mark.parametrize("name", [*SCRIPTS, *HARD])
def test_the_text_is_in_the_file(renderer: Renderer, design: Design, name: str):
    who = person({**SCRIPTS, **HARD}[name])
    found = letters(text(renderer.render(who, design, event=EVENT).pdf))
    for wanted in (who.name, who.company, "Speaker", EVENT.name, EVENT.dates, EVENT.place):
        assert letters(wanted) in found


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_name_of_a_known_script_needs_no_attention(renderer: Renderer, design: Design, name: str):
    made = renderer.render(person(SCRIPTS[name]), design, event=EVENT)
    assert (made.warnings, made.pages, made.trim, made.bleed) == ((), 1, design.trim, design.bleed)


def test_the_same_badge_has_the_same_bytes_in_another_process(renderer: Renderer, design: Design):
    """After other badges, and alone in a process with another seed for its hashes."""
    code = (
        "import sys; from forge.design import find; from forge.rendering import Renderer; from tests.forge.people import *;"
        "sys.stdout.buffer.write(Renderer().render(person(HARD['family']), find('conference'), event=EVENT).pdf)"
    )
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert renderer.render(person(HARD["family"]), design, event=EVENT).pdf == alone.stdout


def test_the_artwork_runs_over_the_trim(renderer: Renderer, design: Design):
    """MediaBox = BleedBox, TrimBox at 0, 0; header and band have ink in the last pixels of the bleed."""
    pdf = renderer.render(person("Ada"), design, event=EVENT).pdf
    page = pypdfium2.PdfDocument(pdf)[0]
    points = [design.trim.width / 25.4 * 72, design.trim.height / 25.4 * 72]
    assert page.get_trimbox() == pytest.approx((0, 0, *points), abs=0.01)
    assert page.get_mediabox() == page.get_bleedbox() == pytest.approx((-8.504, -8.504, *(side + 8.504 for side in points)), abs=0.01)
    (picture,) = pdfium(pdf)
    for row, column in ((1, 1), (1, -2), (-2, 1), (-2, -2)):
        assert picture[row, column].min() < 220


def test_marks_stand_where_they_belong_in_every_engine(renderer: Renderer, bare: Design):
    """pdfium loses numbers that follow an empty string in TJ: the letters after a raised mark overlapped."""
    made = renderer.render(person("A" + HARD["stacked marks"]), bare, event=EVENT)
    ours, theirs = pdfium(made.pdf)[0], poppler(made.pdf)[0]
    widths = [int((picture[200:440].min(axis=(0, 2)) < 128).nonzero()[0].max()) for picture in (ours, theirs)]
    assert abs(widths[0] - widths[1]) <= 2


@pytest.mark.parametrize(
    ("name", "company", "missing"),
    [("Ada \U000f1234", "", "U+F1234"), ("Ada", "Works \ue000", "U+E000"), ("A\U000f1234\U000f1234\ue000", "", "U+F1234, U+E000")],
)
def test_a_missing_glyph_fails_by_name(renderer: Renderer, design: Design, name: str, company: str, missing: str):
    who = person(name, company=company)
    for _ in range(2):  # the second time it comes out of the caches
        with pytest.raises(CannotRender) as caught:
            renderer.render(who, design, event=EVENT)
        assert caught.value.value == missing
    accepted = renderer.render(who, design, event=EVENT, accept=True)
    assert missing in accepted.warnings[0]


@pytest.mark.parametrize("address", ["logo.png", "file:///etc/passwd", "http://127.0.0.1:9/a.png", "../a.png", "data:,x"])
def test_an_image_that_is_not_in_the_design_fails_by_name(renderer: Renderer, design: Design, address: str):
    broken = changed(design, "<img ", f'<img src="{address}"><img ')
    for _ in range(2):
        with pytest.raises(CannotRender, match="files of its design only"):
            renderer.render(person("Ada"), broken, event=EVENT)
    assert "files of its design only" in renderer.render(person("Ada"), broken, event=EVENT, accept=True).warnings[0]


def test_an_image_that_is_none_fails_by_name(renderer: Renderer, design: Design):
    broken = changed(design, "<img ", '<img src="logo.jpg"><img ', **{"logo.jpg": b"no picture"})
    with pytest.raises(CannotRender, match=r"logo\.jpg"):
        renderer.render(person("Ada"), broken, event=EVENT)


def test_a_picture_of_the_design_is_on_the_badge(renderer: Renderer, bare: Design):
    style = "left: 70mm; top: 40mm; width: 8mm; height: 8mm; position: absolute; display: block"
    pictured = changed(bare, "</body>", f'<img class="text" style="{style}" src="dot.jpg"></body>', **{"dot.jpg": jpeg()})
    (picture,) = pdfium(renderer.render(person("X"), pictured, event=EVENT).pdf, dpi=25.4)
    assert tuple(picture[40 + 3 + 4, 70 + 3 + 4]) == pytest.approx((254, 0, 0), abs=3)


@pytest.mark.parametrize("name", ["W" * 200, "Rindfleischetikettierung" * 8])
def test_what_does_not_fit_fails_by_name_and_is_inside_its_box_when_accepted(renderer: Renderer, bare: Design, name: str):
    with pytest.raises(CannotRender, match="the name fits its box at 12 pt or more"):
        renderer.render(person(name), bare, event=EVENT)
    accepted = renderer.render(person(name), bare, event=EVENT, accept=True)
    assert any("the name fits its box" in line for line in accepted.warnings)
    assert ink_outside(pdfium(accepted.pdf)[0], bare) == 0
    assert letters(text(accepted.pdf)).count(name[0]) >= name.count(name[0])


def test_a_long_word_is_broken_and_says_so(renderer: Renderer, design: Design):
    assert renderer.render(person(HARD["one long word"]), design, event=EVENT).warnings == ("a word of the name is broken",)


def test_an_unknown_type_names_the_known_ones(renderer: Renderer, design: Design):
    with pytest.raises(CannotRender, match="attendee, speaker, sponsor, organizer"):
        renderer.render(person("Ada", kind="Emperor"), design, event=EVENT)
    accepted = renderer.render(person("Ada", kind="Emperor"), design, event=EVENT, accept=True)
    assert "Emperor" in text(accepted.pdf)
    assert len(accepted.warnings) == 1


URL = "https://example.org/{event}/{id}?n={name}"


@pytest.mark.parametrize("engine", [pdfium, poppler])
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(
    ("qr", "badge", "wanted"),
    [
        ("{id}", "A17", "A17"),
        ("{id}", "0123456789abcdef-ü" * 11, "0123456789abcdef-ü" * 11),
        (URL, "A17", "https://example.org/Paper%20%26%20Queues/A17?n=Zo%C3%AB%20%26%20Co"),
        (URL, "7" * 150, f"https://example.org/Paper%20%26%20Queues/{'7' * 150}?n=Zo%C3%AB%20%26%20Co"),
    ],
    ids=["short", "longest id", "url", "long url"],
)
def test_the_qr_code_scans(renderer: Renderer, design: Design, qr: str, badge: str, wanted: str, dpi: int, engine: Engine):
    """By another program, from the picture that a label printer (203 dpi) or a laser printer makes."""
    card = replace(design, digest=qr, qr=qr)
    made = renderer.render(accept(id=badge, name="Zoë & Co", type="speaker"), card, event=EVENT)
    assert made.warnings == ()
    found = zxingcpp.read_barcodes(engine(made.pdf, dpi=dpi)[0].astype(np.uint8))
    assert [code.text for code in found] == [wanted]


@pytest.mark.parametrize("whole", [False, True])
def test_a_qr_code_of_small_modules_is_a_warning(design: Design, whole: bool):
    card = replace(design, digest="long", qr="{id}{id}{id}")
    who = accept(id="0123456789abcdef-ü" * 11, name="Ada", type="speaker")
    (warning,) = Renderer(whole=whole).render(who, card, event=EVENT).warnings
    assert "a module of the QR code is 0.2" in warning


def test_a_qr_code_with_too_much_to_say_fails_by_name(renderer: Renderer, design: Design):
    card = replace(design, digest="ticket", qr="{ticket}{ticket}")
    with pytest.raises(CannotRender, match="a QR code says at most 2,331 bytes: 4000 bytes"):
        renderer.render(person("Ada", ticket="x" * 2000), card, event=EVENT)


def test_a_qr_code_that_says_nothing_is_a_warning(renderer: Renderer, design: Design):
    card = replace(design, digest="nothing", qr="{ticket}")
    assert renderer.render(person("Ada"), card, event=EVENT).warnings[0].startswith("the QR code says nothing")


def test_a_design_may_have_no_qr_code(renderer: Renderer, design: Design):
    made = renderer.render(person("Ada"), changed(design, "{{ qr }}", ""), event=EVENT)
    assert zxingcpp.read_barcodes(pdfium(made.pdf)[0].astype(np.uint8)) == []
