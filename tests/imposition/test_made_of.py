"""A sheet is known by what it is made of, where nothing on it says which sheet it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from imposition.slot import CellOrder, SheetOrder, made_of
from imposition.stocks import find
from ledger.values import Calibration, Correction

CELL = CellOrder(slot="A1", id="A17", pdf="badge/a.pdf", trim_width=86, trim_height=124, bleed=3)
LABEL, PAPER = find("badge-86x124"), find("a4-2x2")
ORDER = SheetOrder(root=Path("/a"), stock=LABEL.to_dict(), batch="b1", number=7, total=9, time="2026-11-24 15:21", cells=[CELL], code="S16")
OTHER = SheetOrder(root=Path("/b"), stock=LABEL.to_dict(), batch="single", number=1, total=None, time="", cells=[CELL])


def test_what_no_paper_shows_makes_no_other_sheet():
    assert made_of(ORDER) == made_of(OTHER)


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [replace(CELL, pdf="badge/b.pdf")]},
        {"cells": [CELL, replace(CELL, slot="B1")]},
        {"stock": {**LABEL.to_dict(), "name": "other"}},
        {"calibration": Calibration(front=Correction(dx=1))},
        {"sides": "short-edge"},
        {"marks": {"length": 3}},
    ],
)
def test_whatever_can_be_seen_makes_another_sheet(change: dict):
    assert made_of(replace(ORDER, **change)) not in (None, made_of(ORDER))


def test_a_sheet_that_says_which_one_it_is_is_never_the_same():
    assert made_of(replace(ORDER, stock=PAPER.to_dict())) is None
