"""The plan: cells from the stock alone, bleeds apart, marks and slug outside them, backs behind their fronts."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imposition.errors import Misfit, StockError
from imposition.geometry import Rect
from imposition.mark_style import Line, Style, Where
from imposition.marks import SHORTEST, crop_marks, margins
from imposition.plan import BadgeSource, Options, Sheet, Sides, arrange, halves, plan
from imposition.slug import slug_line
from imposition.stock import Kind, Stock
from imposition.stocks import find
from ledger.values import Size
from tests.imposition.stocks import bleeds, stocks, styles

A4 = find("a4-2x2")


def badge(stock: Stock = A4, *, bleed: float = 3, identity: str = "B1") -> BadgeSource:
    return BadgeSource(pdf=Path("badge.pdf"), trim=stock.face, bleed=bleed, id=identity)


@given(stock=stocks(), bleed=bleeds)
def test_no_ink_meets_other_ink_or_leaves_the_sheet(stock: Stock, bleed: float) -> None:
    inks = [stock.ink(position, bleed) for position in range(stock.capacity)]
    assert not any(one.overlaps(other) for index, one in enumerate(inks) for other in inks[:index])
    for position, ink in enumerate(inks):
        assert Rect.of(stock.sheet).contains(ink)
        assert ink.contains(stock.cell(position))
        assert stock.cell(position).grown(bleed).contains(ink)


@given(stock=stocks((Kind.DIE_CUT,)), bleed=bleeds)
def test_die_cut_labels_have_no_marks_and_keep_off_their_neighbours(stock: Stock, bleed: float) -> None:
    assert crop_marks(stock, bleed).lines == ()
    cells = [stock.cell(position) for position in range(stock.capacity)]
    for position, cell in enumerate(cells):
        assert not any(stock.ink(position, bleed).overlaps(other) for other in cells if other is not cell)


@given(stock=stocks(), bleed=bleeds, style=styles)
def test_marks_lie_on_the_sheet_and_outside_every_bleed(stock: Stock, bleed: float, style: Style) -> None:
    marks = crop_marks(stock, bleed, style)
    bleeding = [stock.cell(position).grown(bleed - 0.01) for position in range(stock.capacity)]
    for box in marks.boxes:
        assert Rect.of(stock.sheet).contains(box)
        assert not any(ink.overlaps(box.grown(0.001)) for ink in bleeding)
    for line in marks.lines:
        longest = stock.mark_length if style.length is None else style.length
        longest *= 2 if style.where is Where.EACH else 1  # two marks that meet in a gutter are one line
        assert SHORTEST - 1e-6 <= line.box.width + line.box.height <= longest + 1e-6


@given(stock=stocks((Kind.CUT,)), bleed=bleeds, style=styles)
def test_targets_touch_no_mark(stock: Stock, bleed: float, style: Style) -> None:
    marks = crop_marks(stock, bleed, style)
    assert not any(line.box.grown(0.1).overlaps(target) for line in marks.lines for target in marks.targets)
    assert not any(one.overlaps(other) for index, one in enumerate(marks.targets) for other in marks.targets[:index])
    lacking = [warning for warning in marks.warnings if "registration targets" in warning]
    length = stock.mark_length if style.length is None else style.length
    assert bool(lacking) == (style.targets and length > 0 and len(marks.targets) < 4)


def test_marks_at_each_trim_where_the_gutter_has_room() -> None:
    wide = replace(A4, left=5, pitch_x=114, mark_length=3)
    lines = {line for line in crop_marks(wide, 3, Style(where=Where.EACH)).lines if 91 < line.x1 < 119 and line.y1 == line.y2}
    assert lines == {Line(x1=left, y1=y, x2=left + 3, y2=y) for y in (21.5, 145.5, 151.5, 275.5) for left in (94, 113)}
    assert crop_marks(A4, 3, Style(where=Where.EACH)).lines == crop_marks(A4, 3).lines, "two bleeds leave no room in 6 mm"
    narrow = replace(A4, pitch_x=94)
    assert Line(x1=105, y1=21.5, x2=107, y2=21.5) in crop_marks(narrow, 3, Style(where=Where.EACH)).lines


def test_marks_of_ones_own_length_and_offset() -> None:
    assert Line(x1=16, y1=15.5, x2=16, y2=12.5) in crop_marks(A4, 3, Style(length=3, offset=6)).lines
    assert crop_marks(A4, 3, Style(length=0)).lines == ()


def test_a_folded_label_has_marks_at_its_fold() -> None:
    stock = find("a4-fold-2")
    assert (stock.face, stock.folds) == (Size(width=86, height=124), (148.5,))
    folds = [line for line in crop_marks(stock, 3).lines if line.dashed]
    assert folds == [Line(x1=13, y1=148.5, x2=8, y2=148.5, dashed=True), Line(x1=197, y1=148.5, x2=202, y2=148.5, dashed=True)]


@given(stock=stocks(), bleed=bleeds)
def test_the_halves_of_a_folded_label_meet_at_the_fold(stock: Stock, bleed: float) -> None:
    folded = replace(stock, fold=True)
    sheet = arrange(folded, {"A1": badge(folded, bleed=bleed)})
    for cell in sheet.cells:
        (lower, lower_ink), (upper, upper_ink) = halves(cell)
        assert lower.size.height == pytest.approx(folded.face.height) == upper.size.height
        both = lower_ink.union(upper_ink)
        assert both.contains(cell.ink) and cell.ink.contains(both)
        assert not lower_ink.overlaps(upper_ink)
        assert [lower.top, lower_ink.top, upper_ink.bottom] == pytest.approx([upper.bottom] * 3)


@given(stock=stocks((Kind.CUT,)), bleed=bleeds)
def test_every_cut_has_its_marks_or_a_warning(stock: Stock, bleed: float) -> None:
    assume(stock.mark_length > 0)
    marks = crop_marks(stock, bleed)
    cells = [stock.cell(position) for position in range(stock.capacity)]
    xs = {round(x, 6) for cell in cells for x in (cell.left, cell.right)}
    ys = {round(y, 6) for cell in cells for y in (cell.bottom, cell.top)}
    for side, margin in margins(stock).items():
        warned = any(f"no crop marks at the {side}" in warning for warning in marks.warnings)
        assert warned == (margin - max(bleed, stock.mark_offset) < SHORTEST - 1e-6)
        cuts = [round(cut, 6) for line in marks.lines for cut in cuts_at(side, line, stock)]
        assert sorted(cuts) == ([] if warned else sorted(xs if side in {"bottom", "top"} else ys))


def cuts_at(side: str, line: Line, stock: Stock) -> list[float]:
    """Where a mark at this side of the grid shows a cut; none if it is at another side."""
    beyond = {
        "left": line.x2 <= stock.grid.left + 1e-6 and line.y1 == line.y2,
        "right": line.x2 >= stock.grid.right - 1e-6 and line.y1 == line.y2,
        "bottom": line.y2 <= stock.grid.bottom + 1e-6 and line.x1 == line.x2,
        "top": line.y2 >= stock.grid.top - 1e-6 and line.x1 == line.x2,
    }
    return ([line.y1] if side in {"left", "right"} else [line.x1]) if beyond[side] else []


def test_marks_are_5_mm_long_and_3_mm_off() -> None:
    lines = crop_marks(A4, 3).lines
    assert len(lines) == 16
    assert Line(x1=16, y1=18.5, x2=16, y2=13.5) in lines
    assert Line(x1=13, y1=21.5, x2=8, y2=21.5) in lines


def test_marks_are_shortened_and_then_left_out() -> None:
    narrow = replace(A4, left=5.5)
    assert Line(x1=2.5, y1=21.5, x2=0, y2=21.5) in crop_marks(narrow, 3).lines
    gone = crop_marks(narrow, 4)
    assert gone.warnings == ("stock a4-2x2: no crop marks at the left: its margin of 5.5 mm is less than 4 mm offset + 2 mm",)
    assert all(line.x2 >= 5.5 for line in gone.lines)


@given(stock=stocks(), bleed=bleeds, style=styles, batch=st.text(max_size=200), number=st.integers(1, 9999), total=st.integers(1, 9999))
def test_a_slug_touches_no_bleed_no_mark_and_no_edge(stock: Stock, bleed: float, style: Style, batch: str, number: int, total: int) -> None:
    marks = crop_marks(stock, bleed, style).boxes
    slug = slug_line(stock, batch=batch, number=number, total=total, time="2025-10-01 18:30", bleed=bleed, taken=marks, code="S123")
    if slug is None:
        return
    assert stock.slug
    assert slug.text.isascii() and slug.text.isprintable()
    assert slug.text.endswith(f"sheet {number} of {total}   2025-10-01 18:30   S123")
    if slug.code:
        assert Rect.of(stock.sheet).contains(slug.code.box)
        assert not slug.code.box.grown(-0.01).overlaps(slug.box)
        assert not any(box.grown(0.1).overlaps(slug.code.box) for box in (stock.grid.grown(bleed - 0.2), *marks))
        assert all(slug.code.box.grown(-1.19).contains(bar) for bar in slug.code.bars)
    assert Rect.of(stock.sheet).grown(-4.9).contains(slug.box)
    assert not any(stock.ink(position, bleed).overlaps(slug.box) for position in range(stock.capacity))
    assert not any(mark.grown(0.1).overlaps(slug.box) for mark in marks)


def test_the_slug_names_batch_sheet_and_time() -> None:
    badges = [badge()] * 5
    first, second = plan(A4, badges, Options(batch="Frühjahr 東京", time="2025-10-01 18:30"))
    assert first.slug and second.slug
    assert first.slug.text == "Fruhjahr ??   sheet 1 of 2   2025-10-01 18:30"
    assert second.slug.text == "Fruhjahr ??   sheet 2 of 2   2025-10-01 18:30"
    assert first.slug.baseline == 5.5


def test_a_slug_without_a_known_total_gives_the_number_alone() -> None:
    sheet = arrange(A4, {"A1": badge()}, Options(batch="desk"), number=7)
    assert sheet.slug
    assert sheet.slug.text == "desk   sheet 7"


@pytest.mark.parametrize(("name", "there"), [("badge-86x124", False), ("a6-4-on-a4", False), ("avery-5392", True)])
def test_a_slug_only_where_a_margin_has_room(name: str, there: bool) -> None:
    stock = find(name)
    assert bool(plan(stock, [badge(stock)], Options(batch="b"))[0].slug) is there


def test_a_slug_goes_to_the_top_where_the_bottom_is_narrow() -> None:
    low = replace(A4, top=297 - 254 - 10.9)
    assert slug_of(low, bleed=2.9) == pytest.approx((17, 5.5))
    left, baseline = slug_of(low, bleed=3) or (0, 0)
    assert left == 16
    assert baseline == pytest.approx(297 - 5.5, abs=2.2)
    assert slug_of(replace(A4, top=10.9, pitch_y=151.2), bleed=3) is None


def test_a_slug_keeps_clear_of_long_marks() -> None:
    left, baseline = slug_of(replace(A4, mark_offset=6, mark_length=12), bleed=3) or (0, 0)
    assert (left, baseline) == pytest.approx((17, 5.5))


def slug_of(stock: Stock, *, bleed: float) -> tuple[float, float] | None:
    slug = arrange(stock, {"A1": badge(stock, bleed=bleed)}, Options(batch="spring")).slug
    return (slug.left, slug.baseline) if slug else None


def test_a_plan_fills_the_sheets_in_order_and_leaves_gaps_where_told() -> None:
    badges = [None, badge(identity="1"), badge(identity="2"), None, *(badge(identity=str(n)) for n in range(3, 6))]
    sheets = plan(A4, badges, Options(first=3, total=9))
    assert [(sheet.number, sheet.total) for sheet in sheets] == [(3, 9), (4, 9)]
    assert filled(sheets[0]) == {"B1": "1", "A2": "2"}
    assert filled(sheets[1]) == {"A1": "3", "B1": "4", "A2": "5"}
    assert [cell.slot for cell in sheets[1].cells] == ["A1", "B1", "A2", "B2"]
    assert plan(A4, []) == ()


def filled(sheet: Sheet) -> dict[str, str]:
    return {cell.slot: cell.badge.id for cell in sheet.cells if cell.badge}


def test_cells_lie_where_the_stock_says_however_few_are_filled() -> None:
    full = arrange(A4, {slot: badge() for slot in A4.slots})
    last = arrange(A4, {"B2": badge()})
    assert [cell.rect for cell in last.cells] == [cell.rect for cell in full.cells]
    assert filled(last) == {"B2": "B1"}


def test_what_cannot_be_arranged() -> None:
    with pytest.raises(StockError, match="stock a4-2x2 has slots A1 to B2, not 'C1'"):
        arrange(A4, {"C1": badge()})
    with pytest.raises(Misfit, match="4 mm too narrow"):
        arrange(A4, {"A1": replace(badge(), trim=Size(width=82, height=124))})


@given(stock=stocks(), sides=st.sampled_from((Sides.LONG_EDGE, Sides.SHORT_EDGE)))
def test_backs_are_the_mirrored_fronts(stock: Stock, sides: Sides) -> None:
    """Turned over an edge, what lay at the left lies at the right; turning twice changes nothing."""
    sheet = arrange(stock, {}, Options(sides=sides))
    width, height = stock.sheet.width, stock.sheet.height
    over_upright_edge = (height >= width) == (sides is Sides.LONG_EDGE)
    assert sheet.turned is not over_upright_edge
    for cell in sheet.cells:
        back = sheet.behind(cell.rect)
        if over_upright_edge:
            assert (back.left, back.right) == pytest.approx((width - cell.rect.right, width - cell.rect.left))
            assert back.bottom == cell.rect.bottom
        else:
            assert (back.bottom, back.top) == pytest.approx((height - cell.rect.top, height - cell.rect.bottom))
            assert back.left == cell.rect.left
        again = sheet.behind(back)
        assert (again.left, again.bottom) == pytest.approx((cell.rect.left, cell.rect.bottom))
