"""QR codes: the drawing is the matrix, and another program reads it back."""

import re

import numpy as np
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some

from forge.qr import QUIET, outlines, svg

points = some.sets(some.tuples(some.integers(0, 6), some.integers(0, 6)))


def filled(path: str, side: int) -> set[tuple[int, int]]:
    """The modules inside the outlines: those with an odd number of upright edges on their left."""
    crossings = np.zeros((side, side), int)
    for loop in re.findall(r"M[^z]*z", path):
        corners = walked(loop)
        for (x, a), (_, b) in zip(corners, [*corners[1:], corners[0]], strict=True):
            crossings[min(a, b) : max(a, b), x:] += 1
    return {(int(x), int(y)) for y, x in zip(*np.nonzero(crossings % 2), strict=True)}


def walked(loop: str) -> list[tuple[int, int]]:
    corners: list[tuple[int, int]] = []
    for command, first, second in re.findall(r"([MHV])(\d+) ?(\d+)?", loop):
        before = corners[-1] if corners else (0, 0)
        corners.append({"M": (int(first), int(second or 0)), "H": (int(first), before[1]), "V": (before[0], int(first))}[command])
    return corners


@given(points)
def test_the_outlines_enclose_the_modules_and_nothing_else(dark: set[tuple[int, int]]):
    assert filled(outlines(dark), 8) == dark


def test_a_code_has_its_quiet_zone_and_is_the_matrix():
    matrix = segno.make("A17", error="m", micro=False, boost_error=False).matrix
    side = len(matrix) + 2 * QUIET
    drawn = filled(re.search(r'fill="#000" d="([^"]*)"', svg("A17"))[1], side)
    assert drawn == {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert f'viewBox="0 0 {side} {side}"' in svg("A17")


def test_markup_in_the_content_is_in_the_pattern_only():
    content = '"/><script>'
    assert "script" not in svg(content)
    side = int(re.search(r"viewBox=\"0 0 (\d+)", svg(content))[1])
    picture = np.full((side, side), 255, np.uint8)
    for x, y in filled(re.search(r'fill="#000" d="([^"]*)"', svg(content))[1], side):
        picture[y, x] = 0
    assert [code.text for code in zxingcpp.read_barcodes(picture.repeat(4, 0).repeat(4, 1))] == [content]
