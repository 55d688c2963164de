"""Best fit: most badges, everything on the sheet, and the sum that says why not more."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imposition.errors import Misfit
from imposition.fit import SHEETS, Wish, best_fit
from imposition.marks import crop_marks, margins
from ledger.values import Size

BADGE = Size(width=86, height=124)


@pytest.mark.parametrize(
    ("sheet", "gutter", "marks", "count"),
    [("sra3", 6, 5, 9), ("a3", 6, 5, 9), ("sra3", 0, 2, 10), ("a4", 6, 5, 4), ("a4", 0, 0, 4), ("letter", 6, 5, 2)],
)
def test_how_many_badges_a_sheet_takes(sheet: str, gutter: float, marks: float, count: int) -> None:
    assert best_fit(Wish(sheet=sheet, trim=BADGE, gutter=gutter, marks=marks)).stock.capacity == count


def test_ten_on_sra3_are_five_across_the_level_sheet() -> None:
    stock = best_fit(Wish(sheet="sra3", trim=BADGE, gutter=0, marks=2)).stock
    assert (stock.sheet, stock.columns, stock.rows) == (Size(width=450, height=320), 5, 2)
    assert (stock.left, stock.top, stock.media) == (10, 36, "iso_sra3_320x450mm")


def test_it_says_what_limits_it() -> None:
    fit = best_fit(Wish(sheet="a3", trim=BADGE))
    assert fit.limits == (
        "4 columns would take 4 x 86 + 3 x 6 + 2 x 13 = 388 mm, the sheet has 297",
        "4 rows would take 4 x 124 + 3 x 6 + 2 x 13 = 540 mm, the sheet has 420",
    )


def test_what_does_not_fit_at_all() -> None:
    with pytest.raises(Misfit, match="no badge of 200 x 290 mm fits on a4: 1 columns would take 1 x 200"):
        best_fit(Wish(sheet="a4", trim=Size(width=200, height=290)))
    with pytest.raises(Misfit, match="no sheet is called 'b5'; choose one of a3,"):
        best_fit(Wish(sheet="b5", trim=BADGE))


lengths = st.integers(0, 12).map(float)


@given(
    sheet=st.sampled_from(list(SHEETS)),
    width=st.integers(30, 200),
    height=st.integers(30, 200),
    bleed=lengths,
    gutter=lengths,
    marks=st.sampled_from((0, 2, 5)),
    margin=lengths,
)
def test_all_that_is_wished_for_has_room(
    sheet: str, width: int, height: int, bleed: float, gutter: float, marks: float, margin: float
) -> None:
    wish = Wish(sheet=sheet, trim=Size(width=width, height=height), bleed=bleed, gutter=gutter, marks=marks, margin=margin)
    try:
        stock = best_fit(wish).stock
    except Misfit:
        assume(False)
    assert min(margins(stock).values()) >= margin + bleed - 1e-6
    found = crop_marks(stock, bleed)
    assert found.warnings == ()
    for line in found.lines:
        assert margin - 1e-6 <= min(line.x1, line.x2) and max(line.x1, line.x2) <= stock.sheet.width - margin + 1e-6
        assert margin - 1e-6 <= min(line.y1, line.y2) and max(line.y1, line.y2) <= stock.sheet.height - margin + 1e-6
        assert line.box.width + line.box.height == pytest.approx(marks)
