"""A badge from a plate is the badge that WeasyPrint makes, pixel by pixel in two engines; where it could not be, none is used."""

import io
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from forge.attendee import Attendee
from forge.design import Design
from forge.fonts import is_cjk
from forge.rendering import Renderer
from tests.forge.people import EVENT, HARD, SCRIPTS, person
from tests.forge.pictures import Picture, letters, pdfium, poppler, text
from tests.forge.plain import final_html, pages_seen, plain_pdf

ADA = person("Ada Lovelace", given_name="Ada", family_name="Lovelace")
PEOPLE = {"two parts": ADA, "no company": person("Ada", company=""), "attendee": person("Ada", kind="attendee")} | {
    name: person(value) for name, value in {**SCRIPTS, **HARD}.items()
}


HINTED = 8
"""of 255: below 50 pixels pdfium moves the letters of a whole OpenType font to the pixels, of a bare CFF it does not"""
PRINTED = 300
"""dpi at which it moves none"""


@pytest.fixture(scope="module")
def whole() -> Renderer:
    return Renderer(whole=True)


def changed(design: Design, *, css: str = "", before: str = "", after: str = "") -> Design:
    assert before in design.html
    files = {"badge.html": design.html.replace(before, after, 1).encode(), "badge.css": f"{design.css}\n{css}".encode()}
    return Design.parse("changed", {**design.files, **files})


def difference(one: Picture, other: Picture) -> int:
    assert one.shape == other.shape
    return int(np.abs(one - other).max())


@pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE)
def test_a_badge_from_a_plate_is_that_of_weasyprint(renderer: Renderer, whole: Renderer, design: Design, who: Attendee):
    with pages_seen() as pages:
        renderer.render(who, design, event=EVENT)
        pages.clear()
        ours = renderer.render(who, design, event=EVENT)
        assert pages == [], "no page is laid out for a badge when its plate is there"
    theirs = whole.render(who, design, event=EVENT)
    assert ours.warnings == theirs.warnings
    assert difference(poppler(ours.pdf)[0], poppler(theirs.pdf)[0]) == 0
    assert difference(pdfium(ours.pdf)[0], pdfium(theirs.pdf)[0]) <= (HINTED if is_cjk(who.name) else 0)
    if is_cjk(who.name):
        assert difference(pdfium(ours.pdf, dpi=PRINTED)[0], pdfium(theirs.pdf, dpi=PRINTED)[0]) == 0


@pytest.mark.parametrize("who", [PEOPLE[name] for name in ("two parts", "Arabic", "Japanese", "emoji")])
def test_what_badges_share_changes_no_byte(whole: Renderer, design: Design, who: Attendee):
    """Against objects of WeasyPrint that are made for this badge alone."""
    assert whole.render(who, design, event=EVENT).pdf == plain_pdf(final_html(who, design, EVENT), design)


TURNED = '<div style="position: absolute; left: 0; top: 0; width: 86mm; height: 124mm; transform: rotate(180deg)">{{ text.name }}</div>'
BY_PLATE = {
    "the name twice, once upside down": {"before": "</body>", "after": TURNED + "</body>"},
    "spaced letters in a shared text": {"css": ".event { letter-spacing: 1.2em }"},
    "transparent text": {"css": ".name { color: rgb(10 20 30 / 50%) }"},
    "another size of the code": {"css": ".tile .qr { width: 20mm; height: 20mm; margin: 4mm }"},
    "by type": {"before": "<body ", "after": '<body class="of-{{ type.key }}" ', "css": ".of-speaker .name { font-weight: 400 }"},
}
AS_A_WHOLE = {
    "artwork of the attendee": {"before": "</body>", "after": "<p>{{ badge.id }}</p></body>"},
    "a background that follows the line": {"css": ".name { background: #fe0 }"},
    "room round the line": {"css": ".name { padding-left: 2mm }"},
    "capitals by style": {"css": ".name { text-transform: uppercase }"},
    "spaced letters": {"css": ".name { letter-spacing: 0.1em }"},
    "an underline": {"css": ".name { text-decoration: underline }"},
    "a line that is turned": {"css": ".name { transform: rotate(3deg) }"},
}


@pytest.mark.parametrize("change", [*BY_PLATE.values(), *AS_A_WHOLE.values()], ids=[*BY_PLATE, *AS_A_WHOLE])
@pytest.mark.parametrize("name", ["Ada Lovelace", "محمد الفارسي"])
def test_whatever_the_design_the_badge_is_that_of_weasyprint(renderer: Renderer, whole: Renderer, design: Design, change: dict, name: str):
    other = changed(design, **change)
    ours, theirs = renderer.render(person(name), other, event=EVENT), whole.render(person(name), other, event=EVENT)
    for engine in (pdfium, poppler):
        assert difference(engine(ours.pdf)[0], engine(theirs.pdf)[0]) == 0


@pytest.mark.parametrize("name", [*BY_PLATE, *AS_A_WHOLE])
def test_a_plate_is_used_where_it_can_be(renderer: Renderer, design: Design, name: str):
    change = {**BY_PLATE, **AS_A_WHOLE}[name]
    other = changed(design, **change)
    renderer.render(person("Ada Lovelace"), other, event=EVENT)
    with pages_seen() as pages:
        renderer.render(person("Bob Lovelace"), other, event=EVENT)
    assert (pages == []) == (name in BY_PLATE)


def test_no_two_subsets_of_a_font_have_one_name(renderer: Renderer, design: Design):
    """On a sheet of many badges a printer may keep fonts by their names."""
    files: dict[str, bytes] = {}
    for kind in design.types:
        made = renderer.render(person("Ada Lovelace", kind=kind), design, event=EVENT)
        for font in PdfReader(io.BytesIO(made.pdf)).pages[0]["/Resources"]["/Font"].values():
            file = font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].get_data()
            assert files.setdefault(font["/BaseFont"], file) == file
    assert len(files) > len(design.types)


def test_a_type_without_a_plate_takes_none_from_the_others(design: Design):
    """Whichever comes first: the same badge has the same bytes."""
    mixed = changed(design, before="<body ", after='<body class="of-{{ type.key }}" ', css=".of-speaker .name { background: #fe0 }")
    people = [person("Ada", kind="speaker"), person("Ada", kind="attendee")]
    one, other = Renderer(), Renderer()
    forth = [one.render(who, mixed, event=EVENT).pdf for who in people]
    back = [other.render(who, mixed, event=EVENT).pdf for who in reversed(people)]
    assert forth == back[::-1]
    for who, layouts in zip(people, (1, 0), strict=True):
        with pages_seen() as pages:
            one.render(who, mixed, event=EVENT)
        assert len(pages) == layouts


def test_badges_do_not_see_each_other(renderer: Renderer, design: Design):
    """Another name, type, event, an empty field between them."""
    first = renderer.render(ADA, design, event=EVENT).pdf
    for who in PEOPLE.values():
        renderer.render(who, design, event=EVENT)
    assert renderer.render(ADA, design, event=EVENT).pdf == first
    assert letters("Lovelace") not in letters(text(renderer.render(PEOPLE["no company"], design, event=EVENT).pdf))


def test_a_file_that_the_artwork_lacks_fails_every_badge(renderer: Renderer, design: Design):
    broken = changed(design, before="<img ", after='<img src="logo.jpg"><img ')
    for who in (ADA, ADA, PEOPLE["two parts"]):
        made = renderer.render(who, broken, event=EVENT, accept=True)
        assert "logo.jpg" in made.warnings[0]


def test_an_event_in_japanese_does_not_weigh_on_every_badge(renderer: Renderer, whole: Renderer, design: Design):
    event = replace(EVENT, name="東京印刷会議 2026", place="東京")
    ours, theirs = renderer.render(ADA, design, event=event), whole.render(ADA, design, event=event)
    assert len(ours.pdf) < 30_000 < len(theirs.pdf)
    assert difference(poppler(ours.pdf)[0], poppler(theirs.pdf)[0]) == 0
    assert difference(pdfium(ours.pdf)[0], pdfium(theirs.pdf)[0]) <= 2 * HINTED
    assert "東京印刷会議" in text(ours.pdf)
