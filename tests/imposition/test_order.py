"""The order of badges on sheets: each has one place, piles stack up sorted, and a part-used sheet keeps its grid."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imposition.errors import StockError
from imposition.order import Layout, Order, Place
from imposition.plan import BadgeSource, Options, plan
from imposition.stocks import find

A4 = find("a4-2x2")


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    order, capacity = draw(st.sampled_from(Order)), draw(st.integers(1, 12))
    used = draw(st.sets(st.integers(0, capacity - 1), max_size=capacity - 1)) if order is Order.AS_SORTED else set()
    stack = draw(st.none() | st.integers(1, 9))
    return Layout(count=draw(st.integers(0, 200)), capacity=capacity, order=order, used=used, stack=stack)


@given(layout=layouts())
def test_unplace_undoes_place(layout: Layout) -> None:
    places = [layout.place(sequence) for sequence in range(layout.count)]
    assert [layout.unplace(place) for place in places] == list(range(layout.count))
    assert len(set(places)) == layout.count
    assert all(1 <= sheet <= layout.sheets and 0 <= position < layout.capacity for sheet, position in places)
    assert not any(sheet == 1 and position in layout.used for sheet, position in places)


@given(layout=layouts())
def test_no_sheet_is_empty_and_no_place_is_used_twice(layout: Layout) -> None:
    cells = [layout.cells(sheet) for sheet in range(1, layout.sheets + 1)]
    assert all(cells)
    laid = [sequence for sheet in cells for sequence in sheet.values()]
    repeated = layout.capacity if layout.order is Order.STEP_AND_REPEAT else 1
    assert sorted(laid) == [sequence for sequence in range(layout.count) for _ in range(repeated)]
    assert layout.cells(layout.sheets + 1) == {}


@given(count=st.integers(1, 200), capacity=st.integers(1, 12), stack=st.none() | st.integers(1, 9))
def test_cut_piles_laid_on_each_other_are_sorted(count: int, capacity: int, stack: int | None) -> None:
    """As a person does it: take a stack of sheets, cut it, lay the piles on each other slot by slot; then the next stack."""
    layout = Layout(count=count, capacity=capacity, order=Order.CUT_AND_STACK, stack=stack)
    sheets = [layout.cells(sheet) for sheet in range(1, layout.sheets + 1)]
    depth = stack or len(sheets)
    stacks = [sheets[start : start + depth] for start in range(0, len(sheets), depth)]
    pile = [sheet[position] for stack in stacks for position in range(capacity) for sheet in stack if position in sheet]
    assert pile == list(range(count))


def test_blanks_are_at_the_end_of_the_last_piles() -> None:
    layout = Layout(count=10, capacity=4, order=Order.CUT_AND_STACK)
    assert [layout.cells(sheet) for sheet in (1, 2, 3)] == [{0: 0, 1: 3, 2: 6, 3: 9}, {0: 1, 1: 4, 2: 7}, {0: 2, 1: 5, 2: 8}]


def badges(count: int) -> list[BadgeSource]:
    return [BadgeSource(pdf=Path("badge.pdf"), trim=A4.label, bleed=3, id=str(number)) for number in range(count)]


def filled(options: Options, count: int) -> list[dict[str, str]]:
    return [{cell.slot: cell.badge.id for cell in sheet.cells if cell.badge} for sheet in plan(A4, badges(count), options)]


def test_a_part_used_sheet_is_filled_where_it_is_free() -> None:
    assert filled(Options(used=frozenset({"A1", "A2"})), 3) == [{"B1": "0", "B2": "1"}, {"A1": "2"}]
    whole = plan(A4, badges(1))[0]
    assert [cell.rect for cell in plan(A4, badges(1), Options(used=frozenset({"A1"})))[0].cells] == [cell.rect for cell in whole.cells]


def test_one_badge_can_fill_a_sheet() -> None:
    assert filled(Options(order=Order.STEP_AND_REPEAT), 2) == [dict.fromkeys(A4.slots, "0"), dict.fromkeys(A4.slots, "1")]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (Options(used=frozenset({"C7"})), "stock a4-2x2 has slots A1 to B2, not 'C7'"),
        (Options(used=frozenset(A4.slots)), "all 4 slots of the first sheet are used; take a new one"),
        (
            Options(used=frozenset({"A1"}), order=Order.CUT_AND_STACK),
            "a part-used first sheet goes with the order as-sorted, not cut-and-stack",
        ),
        (Options(order=Order.CUT_AND_STACK, stack=0), "a stack has at least 1 sheet, not 0"),
    ],
)
def test_orders_that_cannot_be(options: Options, why: str) -> None:
    with pytest.raises(StockError, match=why):
        plan(A4, badges(2), options)


def test_a_place_that_no_badge_has() -> None:
    layout = Layout(count=5, capacity=4)
    assert [layout.unplace(Place(*place)) for place in ((2, 0), (2, 1), (0, 0), (3, 0), (1, 4))] == [4, None, None, None, None]
