"""Badges of eight programs: on the sheet each looks as by itself; damaged, it does so too or is refused by name."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.imposition.fuzz import attempt, is_plain, outcome
from tests.imposition.producers import PRODUCERS, fpdf2, mupdf, pypdf, weasyprint

type Producer = Callable[[Path], Path]

TRIES = 24


@pytest.mark.parametrize("producer", PRODUCERS)
def test_each_programs_badge_looks_as_by_itself(producer: Producer, tmp_path: Path) -> None:
    assert outcome(producer(tmp_path / "badge.pdf"), tmp_path / "sheet.pdf").endswith(": the same")


@pytest.mark.parametrize("producer", [weasyprint, fpdf2, pypdf, mupdf])
def test_plain_files_are_read_without_pypdf(producer: Producer, tmp_path: Path) -> None:
    """Ours is the first: a badge of ours costs a third of what it would."""
    assert is_plain(producer(tmp_path / "badge.pdf"))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_damaged_badge_is_refused_or_looks_as_by_itself(producer: Producer, tmp_path: Path) -> None:
    results = Counter(attempt(producer, seed, tmp_path) for seed in range(TRIES))
    assert not [result for result in results if "different" in result]
    assert results["refused"] >= TRIES // 4, "most mishaps hit something"
