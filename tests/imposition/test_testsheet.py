"""The test sheet: what it shows lies where it says, and what is measured on it makes the next one right."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from imposition.plan import Sides
from imposition.stocks import find
from imposition.testsheet import measured, scale_length, write_test_sheet
from ledger.values import Calibration, Correction, Millimetre, Size
from tests.imposition.pdfs import ENGINES, PIXELS_PER_MM, Picture

type Engine = Callable[..., Picture]

A4 = find("a4-2x2")


def crossed(picture: Picture, x: Millimetre, y: Millimetre) -> bool:
    """Whether a cross stands here: ink along 3 mm to each side, in both directions, in one line of pixels or the next."""
    column, row, arm = round(x * PIXELS_PER_MM), picture.shape[0] - round(y * PIXELS_PER_MM), 3 * PIXELS_PER_MM
    dark = picture.min(axis=2) < 200
    level = dark[row - 2 : row + 2, column - arm : column + arm].any(axis=0)
    upright = dark[row - arm : row + arm, column - 2 : column + 2].any(axis=1)
    return bool(level.all() and upright.all())


@pytest.mark.parametrize("engine", ENGINES)
def test_crosses_are_10_mm_from_the_edges_and_move_with_the_correction(engine: Engine, tmp_path: Path) -> None:
    plain, moved = tmp_path / "plain.pdf", tmp_path / "moved.pdf"
    with plain.open("wb") as out:
        write_test_sheet(A4, out)
    with moved.open("wb") as out:
        write_test_sheet(A4, out, calibration=Calibration(front=Correction(dx=2, dy=-3)), printer="Office")
    corners = [(x, y) for x in (10, 200) for y in (10, 287)]
    picture, other = engine(plain), engine(moved)
    assert all(crossed(picture, *corner) for corner in corners)
    assert all(crossed(other, x + 2, y - 3) for x, y in corners)
    assert not any(crossed(other, *corner) for corner in corners)
    assert picture.shape == other.shape, "the page stays as it is"


def test_each_side_says_what_it_was_printed_with(tmp_path: Path) -> None:
    pdf = tmp_path / "test.pdf"
    calibration = Calibration(back=Correction(dx=-0.4, dy=0.25, scale=1.002))
    with pdf.open("wb") as out:
        write_test_sheet(A4, out, calibration=calibration, printer="Office", sides=Sides.SHORT_EDGE)
    front, back = (page.extract_text() for page in PdfReader(pdf).pages)
    assert "Office, uncorrected" in front
    assert "back, two-sided-short-edge" in back
    assert "Office, -0.4 mm right, +0.25 mm up, scaled by 1.002" in back
    with pdf.open("wb") as out:
        write_test_sheet(A4, out, sides=Sides.ONE_SIDED)
    assert len(PdfReader(pdf).pages) == 1


def moved(at: Millimetre, centre: Millimetre, scale: float, by: Millimetre) -> Millimetre:
    return centre + scale * (at - centre) + by


offsets = st.floats(-5, 5)
scales = st.floats(0.97, 1.03)


@given(
    sheet=st.sampled_from([A4.sheet, Size(width=450, height=320), Size(width=102, height=152)]),
    printer=st.tuples(offsets, offsets, scales),
    before=st.builds(Correction, dx=offsets, dy=offsets, scale=scales),
)
def test_what_is_measured_makes_the_next_sheet_right(sheet: Size, printer: tuple[float, float, float], before: Correction) -> None:
    """Whatever a printer does to a page, and whatever it was corrected by when it was measured."""
    off_x, off_y, factor = printer
    x, y = sheet.width / 2, sheet.height / 2

    def paper(at: tuple[Millimetre, Millimetre], correction: Correction) -> tuple[Millimetre, Millimetre]:
        right, up = moved(at[0], x, correction.scale, correction.dx), moved(at[1], y, correction.scale, correction.dy)
        return moved(right, x, factor, off_x), moved(up, y, factor, off_y)

    left, bottom = paper((10, 10), before)
    end, _ = paper((10 + scale_length(sheet), 10), before)
    after = measured(sheet, before, left=left, bottom=bottom, length=end - left)
    for corner in ((0, 0), (sheet.width, sheet.height), (10, sheet.height / 3)):
        assert paper(corner, after) == pytest.approx(corner, abs=0.01)


def test_an_unmeasured_scale_is_left_as_it_is() -> None:
    before = Correction(dx=1, dy=1, scale=1.01)
    assert measured(A4.sheet, before, left=10.5, bottom=9.8, length=None) == Correction(dx=0.495, dy=1.202, scale=1.01)
