"""Each of more than 300 hard names is printed whole: its ink in the boxes on the pixels, its text in the file in logical order."""

import io
import subprocess
import unicodedata
from collections import Counter

import pypdfium2
import pytest

from forge.design import Design
from forge.event import EventText
from forge.rendering import Badge, Renderer
from tests.forge.hard_names import SCRIPTS, hard_names
from tests.forge.people import EVENT, person
from tests.forge.pictures import ink_inside, ink_outside, letters, pdfium, text

NAMES = list(hard_names())
KINDS = list(dict.fromkeys(kind for kind, _ in NAMES))
DPI = 100


@pytest.fixture(scope="module")
def badges(bare: Design) -> list[Badge]:
    renderer = Renderer()
    return [renderer.render(person(name), bare, event=EVENT) for _, name in NAMES]


def test_the_list_is_as_hard_as_it_says():
    assert len(set(NAMES)) >= 300
    assert len(SCRIPTS) >= 20
    assert sum(60 <= len(name) <= 120 for _, name in NAMES) >= 40


@pytest.mark.parametrize("kind", KINDS)
def test_the_ink_is_in_the_boxes(bare: Design, badges: list[Badge], kind: str):
    for (of, name), made in zip(NAMES, badges, strict=True):
        if of == kind:
            (picture,) = pdfium(made.pdf, dpi=DPI)
            assert ink_outside(picture, bare, dpi=DPI) == 0, name
            assert ink_inside(picture, bare, "name", dpi=DPI) > 0, name


def test_only_what_is_long_needs_attention(badges: list[Badge]):
    """Of the names as people bear them, those with a word that no line holds, and nothing else."""
    warned = [name for (kind, name), made in zip(NAMES, badges, strict=True) if made.warnings and ", long" not in kind]
    assert all(max(len(word) for word in name.split()) > 22 for name in warned)


@pytest.fixture(scope="module")
def pages(badges: list[Badge]) -> list[str]:
    """All badges as one file, a page each, as pdftotext reads it."""
    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for made in badges:
        whole.import_pages(pypdfium2.PdfDocument(made.pdf))
    whole.save(out)
    read = subprocess.run(["pdftotext", "-", "-"], input=out.getvalue(), capture_output=True, check=True)
    return [letters(page) for page in read.stdout.decode().split("\f")]


def test_every_letter_is_in_the_file(pages: list[str]):
    lost = [name for (_, name), page in zip(NAMES, pages, strict=False) if Counter(letters(person(name).name)) - Counter(page)]
    assert lost == []


def test_the_letters_are_in_logical_order(pages: list[str]):
    """As pdftotext reads them, whatever the directions in a line."""
    assert sum(len(directions(name)) == 2 for _, name in NAMES) >= 12
    assert [name for (_, name), page in zip(NAMES, pages, strict=False) if letters(person(name).name) not in page] == []


def test_two_directions_are_in_logical_order_on_a_page_from_the_right(bare: Design):
    """An event in Hebrew, by whose letters pdftotext takes the page to run from the right."""
    event, renderer = EventText(key="e", name="כנס הדפוס והתורים הגדול של תל אביב", dates="נובמבר", place="תל אביב"), Renderer()
    for name in ("דוד Cohen", "Ben דוד", "(علی) Reza", "נועה Smith-Jones (לוי)", "שָׁלוֹם, Ada"):
        made = renderer.render(person(name, company="חברת הדפוס הגדולה"), bare, event=event)
        assert letters(name) in letters(text(made.pdf)), name


def directions(text: str) -> set[bool]:
    """Whether letters, digits and signs of a text run from right to left."""
    kinds = {unicodedata.bidirectional(char) for char in letters(text)} - {"NSM", "BN", "CS", "ES", "ET"}
    return {kind in ("R", "AL") for kind in kinds}
