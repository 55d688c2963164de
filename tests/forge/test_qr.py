"""QR codes: the drawing is the matrix, and another program reads it back."""

import re

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from forge.qr import QUIET, code, operators, svg

CONTENTS = ["A17", "https://example.org/Paper%20%26%20Queues/A17?n=Zo%C3%AB", "7" * 200, "Ünïcode 山田 🎉", '"/><script>']


def drawn(content: str) -> NDArray[np.uint8]:
    """The modules, dark 0 and light 255."""
    made = code(content)
    picture = np.full((made.side, made.side), 255, np.uint8)
    for run in made.runs:
        picture[run.y, run.x : run.x + run.length] = 0
    return picture


@pytest.mark.parametrize("content", CONTENTS)
def test_another_program_reads_it(content: str):
    (found,) = zxingcpp.read_barcodes(drawn(content).repeat(4, 0).repeat(4, 1))
    assert found.text == content
    assert found.ec_level == "M"


@pytest.mark.parametrize("number", range(0, 10_000, 97))
def test_any_number_can_be_read_although_its_mask_is_given(number: int):
    (found,) = zxingcpp.read_barcodes(drawn(str(number)).repeat(3, 0).repeat(3, 1))
    assert found.text == str(number)


@pytest.mark.parametrize("content", CONTENTS)
def test_the_quiet_zone_is_white(content: str):
    picture = drawn(content)
    for edge in (picture[:QUIET], picture[-QUIET:], picture[:, :QUIET], picture[:, -QUIET:]):
        assert (edge == 255).all()
    assert (picture[QUIET, QUIET : QUIET + 7] == 0).all()


@pytest.mark.parametrize("content", CONTENTS)
def test_both_drawings_say_the_same_and_quote_nothing(content: str):
    runs = [(run.x, run.y, run.length) for run in code(content).runs]
    path = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg(code(content)))
    rectangles = re.findall(rb"^(\d+) (\d+) (\d+) 1 re$", operators(code(content)), re.MULTILINE)
    assert [tuple(map(int, each)) for each in path] == runs
    assert [tuple(map(int, each)) for each in rectangles] == runs
    assert "script" not in svg(code(content))
