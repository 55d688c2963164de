"""The shipped designs, held to what docs/designs.md says of them."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from forge.colour import AA, contrast, lightness
from forge.design import Design, find, names
from forge.lint import lint
from forge.rendering import Renderer
from tests.forge.people import EVENT, HARD, SCRIPTS, person
from tests.forge.pictures import ink_inside, ink_outside, naked, pdfium
from tests.forge.plain import pages_seen

DOCS = Path(__file__).parents[2] / "docs/designs.md"
APART = 18.0
"""of CIE 1976 L*: two types this far apart are told apart in grey, and by the colour-blind"""


@pytest.fixture(scope="module", params=names())
def design(request: pytest.FixtureRequest) -> Design:
    return find(request.param)


def test_the_word_on_the_band_is_readable(design: Design):
    assert all(contrast(kind.colour, kind.text) >= AA for kind in design.types.values())


def test_the_types_are_told_apart_without_colour(design: Design):
    found = sorted(lightness(kind.colour) for kind in design.types.values())
    assert min(b - a for a, b in pairwise(found)) >= APART


def test_the_figures_in_the_docs_are_those_of_the_design(design: Design):
    rows = re.findall(r"^\| (\w+) \| (#\w+) \| (#\w+) \| ([\d.]+) \| (\d+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [
        (kind.key, kind.colour, kind.text, f"{contrast(kind.colour, kind.text):.1f}", f"{lightness(kind.colour):.0f}")
        for kind in design.types.values()
    ]


def test_text_keeps_six_millimetres_from_the_edge_and_the_slot_free(design: Design):
    """Above the middle of a badge the lanyard is fixed: 13 mm for a hole in portrait, a slot of 16 mm in landscape."""
    middle, fold = design.trim.width / 2, {"fold": 124}.get(design.name, 0)
    for field in design.fields.values():
        assert min(field.x, design.trim.width - field.x - field.width) >= 6
        assert design.trim.height - field.y - field.height >= 6
        assert field.y >= fold + 13 or field.x + field.width <= middle - 8 or field.x >= middle + 8


@pytest.mark.parametrize("name", [*SCRIPTS.values(), *HARD.values()])
def test_all_ink_of_a_name_is_in_its_box(renderer: Renderer, design: Design, name: str):
    bare = one_side(naked(design))
    (picture,) = pdfium(renderer.render(person(name, given_name=name.split(" ", maxsplit=1)[0]), bare, event=EVENT).pdf)
    assert ink_outside(picture, bare) == 0
    assert all(ink_inside(picture, bare, field) > 50 for field in bare.fields)


def test_the_lint_finds_nothing(renderer: Renderer, design: Design):
    assert [*lint(design), *(line for kind in design.types for line in renderer.inspect(design, kind, EVENT))] == []


def test_it_is_printed_from_plates(renderer: Renderer, design: Design):
    renderer.render(person("Ada"), design, event=EVENT)
    with pages_seen() as pages:
        renderer.render(person("Bob"), design, event=EVENT)
    assert pages == []


@pytest.mark.parametrize("kind", ["attendee", "speaker", "sponsor", "organizer"])
def test_its_codes_scan_on_every_side(renderer: Renderer, design: Design, kind: str):
    (picture,) = pdfium(renderer.render(person("Ada", kind=kind), design, event=EVENT).pdf, dpi=203)
    found = [code.text for code in zxingcpp.read_barcodes(picture.astype(np.uint8))]
    assert found == ["A17"] * {"fold": 2}.get(design.name, 1)


def test_the_back_of_a_fold_over_badge_is_its_front(renderer: Renderer):
    """Turned round the fold."""
    (picture,) = pdfium(renderer.render(person("Ada Lovelace"), find("fold"), event=EVENT).pdf, dpi=254)
    front, back = picture[picture.shape[0] // 2 :], picture[: picture.shape[0] // 2][::-1, ::-1]
    rows = min(len(front), len(back))
    assert (np.abs(front[:rows] - back[:rows]) > 64).mean() < 0.005


def one_side(design: Design) -> Design:
    """Without what the fold turns round: the boxes of the fields are those of the front."""
    return Design.parse(design.name, {**design.files, "badge.css": f"{design.css}\n.back {{ display: none }}".encode()})
