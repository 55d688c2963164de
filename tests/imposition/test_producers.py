"""Badges of ten programs: on the sheet each looks as by itself; damaged, it does so too or is refused by name."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from imposition.plan import BadgeSource
from tests.imposition.fuzz import attempt, is_plain, outcome, stock
from tests.imposition.producers import HEIGHT, PRODUCERS, WIDTH, fpdf2, mupdf, pypdf, weasyprint

type Producer = Callable[[Path], Path]

TRIES = 24


@pytest.mark.parametrize("producer", PRODUCERS)
def test_each_programs_badge_looks_as_by_itself(producer: Producer, tmp_path: Path) -> None:
    assert outcome(producer(tmp_path / "badge.pdf"), tmp_path / "sheet.pdf").endswith(": the same")


@pytest.mark.parametrize("producer", [weasyprint, fpdf2, pypdf, mupdf])
def test_plain_files_are_read_without_pypdf(producer: Producer, tmp_path: Path) -> None:
    """Ours is the first: a badge of ours costs a third of what it would."""
    pdf = producer(tmp_path / "badge.pdf")
    assert is_plain(BadgeSource(pdf=pdf, trim=stock(WIDTH, HEIGHT).label, bleed=0, id="B17"))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_damaged_badge_is_refused_or_looks_as_by_itself(producer: Producer, tmp_path: Path) -> None:
    results = Counter(attempt(producer, seed, tmp_path) for seed in range(TRIES))
    assert not [result for result in results if "different" in result]
    assert results["refused"] >= TRIES // 4, "most mishaps hit something"


def turned(page: pikepdf.Page) -> None:
    page.obj.Rotate = 270
    page.trimbox = page.mediabox = [0, 0, WIDTH, HEIGHT]


def shifted(page: pikepdf.Page) -> None:
    """The trim lies in a larger page whose corner is not at 0, 0, and reaches beyond what the program drew."""
    page.mediabox, page.trimbox = [-40, -25, WIDTH + 31, HEIGHT + 17], [-13, -9, WIDTH - 13, HEIGHT - 9]
    page.cropbox = page.trimbox


def reversed_boxes(page: pikepdf.Page) -> None:
    page.mediabox = [WIDTH, HEIGHT, 0, 0]


def inherited(page: pikepdf.Page) -> None:
    parent = page.obj.Parent
    for key in ("/MediaBox", "/Resources"):
        parent[key] = page.obj.get(key, parent.get(key))
        if key in page.obj:
            del page.obj[key]


def split(page: pikepdf.Page) -> None:
    page.contents_add(b"q 1 0 0 1 9 4 cm", prepend=True)
    page.contents_add(b"Q 0.2 0.5 0.9 rg 30 30 40 40 re f")


def grouped(page: pikepdf.Page) -> None:
    page.obj.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceRGB)


TRAPS = (turned, shifted, reversed_boxes, inherited, split, grouped)


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("producer", PRODUCERS)
def test_no_trap_changes_what_a_programs_badge_looks_like(producer: Producer, trap: Callable[[pikepdf.Page], None], tmp_path: Path) -> None:
    with pikepdf.open(producer(tmp_path / "whole.pdf")) as pdf:
        trap(pdf.pages[0])
        pdf.save(tmp_path / "trap.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    size = {turned: (HEIGHT, WIDTH)}.get(trap, (WIDTH, HEIGHT))
    assert outcome(tmp_path / "trap.pdf", tmp_path / "sheet.pdf", size=size).endswith(": the same")
