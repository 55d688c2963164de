"""The shipped design `conference`, held to what docs/designs.md says of it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from forge.design import Design, find

DOCS = Path(__file__).parents[2] / "docs/designs.md"
AA = 4.5
"""WCAG 2.1, 1.4.3: the least contrast of text"""
APART = 18.0
"""of CIE 1976 L*: two types this far apart are told apart in grey, and by the colour-blind"""


@pytest.fixture(scope="module")
def design() -> Design:
    return find("conference")


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


def test_text_keeps_six_millimetres_from_the_edge_and_13_from_the_lanyard(design: Design):
    for field in design.fields.values():
        assert min(field.x, design.trim.width - field.x - field.width, design.trim.height - field.y - field.height) >= 6
        assert field.y >= 13


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    return 116 * luminance(colour) ** (1 / 3) - 16
