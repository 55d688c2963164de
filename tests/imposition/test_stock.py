"""Stocks add up, or say why not; the shipped ones do, and a design that does not fit one learns what would."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from imposition import stocks
from imposition.errors import ImpositionError, Misfit, StockError
from imposition.geometry import Rect
from imposition.stock import Kind, Stock
from ledger.values import Size
from tests.imposition.stocks import stocks as any_stock

A4 = stocks.find("a4-2x2")


@given(stock=any_stock())
def test_no_trims_overlap_and_all_lie_on_the_sheet(stock: Stock) -> None:
    stock.validate()
    cells = [stock.cell(position) for position in range(stock.capacity)]
    assert all(Rect.of(stock.sheet).contains(cell) for cell in cells)
    assert not any(one.overlaps(other) for index, one in enumerate(cells) for other in cells[:index])
    assert all(cell.width == stock.label.width and cell.height == stock.label.height for cell in cells)


@given(stock=any_stock())
def test_slots_and_positions_are_each_others_inverse(stock: Stock) -> None:
    assert [stock.position(slot) for slot in stock.slots] == list(range(stock.capacity))
    assert stock.slots[0] == "A1"


@given(stock=any_stock())
def test_a_stock_survives_the_database(stock: Stock) -> None:
    again = Stock.from_dict(json.loads(json.dumps(stock.to_dict())))
    assert again == stock
    assert again.digest == stock.digest


def test_slots_run_along_the_rows_from_the_top_left() -> None:
    assert A4.slots == ("A1", "B1", "A2", "B2")
    assert A4.cell(0) == Rect(left=16, bottom=297 - 21.5 - 124, width=86, height=124)
    assert A4.cell(3) == Rect(left=16 + 92, bottom=21.5, width=86, height=124)


@pytest.mark.parametrize("slot", ["C1", "A3", "a1", "", "A", "A01", "B-1"])
def test_a_slot_that_is_not_there(slot: str) -> None:
    with pytest.raises(StockError, match="stock a4-2x2 has slots A1 to B2, not"):
        A4.position(slot)


@pytest.mark.parametrize("position", [-1, 4])
def test_a_position_that_is_not_there(position: int) -> None:
    with pytest.raises(StockError, match=f"has positions 0 to 3, not {position}"):
        A4.cell(position)


def test_equal_stocks_have_equal_digests_and_others_have_not() -> None:
    assert replace(A4, left=16).digest == replace(A4, left=16.0).digest == A4.digest
    assert replace(A4, left=16.1).digest != A4.digest


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"left": 40}, "labels leave the sheet across: 40 + 1 x 92 + 86 = 218 mm > sheet 210 mm, by 8 mm"),
        ({"rows": 3}, "labels leave the sheet down: 21.5 + 2 x 130 + 124 = 405.5 mm > sheet 297 mm, by 108.5 mm"),
        ({"pitch_x": 80}, "labels overlap across: pitch 80 mm < label 86 mm, by 6 mm"),
        ({"columns": 0}, "columns is a whole number from 1 to 26, not 0"),
        ({"columns": 27}, "columns is a whole number from 1 to 26, not 27"),
        ({"rows": 1.5}, "rows is a whole number from 1 to 99, not 1.5"),
        ({"top": float("nan")}, "top is a length in mm, not nan"),
        ({"mark_length": -1}, "mark_length is a length in mm, not -1"),
        ({"label": [0, 124]}, "label width is a length in mm, not 0"),
        ({"slug": "yes"}, "slug is true or false, not 'yes'"),
        ({"fold": 1}, "fold is true or false, not 1"),
        ({"media": "A4"}, "media 'A4' is no PWG 5101.1 name such as iso_a4_210x297mm"),
        ({"media": "iso_a3_297x420mm"}, "media iso_a3_297x420mm is 297 x 420 mm, but the sheet is 210 x 297 mm"),
        ({"kind": "single"}, "kind single has one label that is the sheet, not 2 x 2 labels"),
        ({"kind": "round"}, "a field is missing or of a wrong type ('round' is not a valid Kind)"),
        ({"sheet": "A4"}, "a field is missing or of a wrong type"),
        ({"gap": 3}, "unknown field 'gap'; known are columns, fold,"),
        ({"title": ""}, "title is a text, not ''"),
    ],
)
def test_a_stock_that_does_not_add_up_is_refused_with_the_sum(change: dict[str, Any], why: str) -> None:
    with pytest.raises(StockError) as caught:
        Stock.from_dict(A4.to_dict() | change)
    assert str(caught.value).startswith("stock ")
    assert why in str(caught.value)


def test_a_stock_without_its_sheet() -> None:
    values = A4.to_dict()
    del values["sheet"]
    with pytest.raises(StockError, match="a field is missing or of a wrong type"):
        Stock.from_dict(values)


@pytest.mark.parametrize("name", stocks.names())
def test_the_shipped_stocks_add_up(name: str) -> None:
    stock = stocks.find(name)
    stock.validate()
    assert stock.name == name
    assert stock.source
    assert (stock.kind is Kind.SINGLE) == (stock.label == stock.sheet)


def test_the_default_keeps_two_bleeds_of_3_mm_apart() -> None:
    assert stocks.names()[0] == stocks.DEFAULT == "a4-2x2"
    inks = [A4.ink(position, 3) for position in range(4)]
    assert inks == [A4.cell(position).grown(3) for position in range(4)]
    assert not inks[0].overlaps(inks[1])


def test_measures_in_inches() -> None:
    avery = stocks.find("avery-5392")
    assert (avery.sheet, avery.label) == (Size(width=215.9, height=279.4), Size(width=101.6, height=76.2))
    assert avery.cell(5).right == pytest.approx(215.9 - 6.35)
    assert stocks.find("4x6in").sheet == Size(width=101.6, height=152.4)
    with pytest.raises(StockError, match='unit is "mm" or "in", not \'cm\''):
        stocks.parse("x", {"unit": "cm"})


def test_a_stock_of_ones_own_comes_first() -> None:
    mine = replace(A4, title="mine")
    assert stocks.find("a4-2x2", [mine]) is mine
    assert stocks.find("own", [replace(A4, name="own")]).name == "own"
    with pytest.raises(StockError, match=r"no stock is named 'a5'; choose one of a4-2x2, .*, own"):
        stocks.find("a5", [replace(A4, name="own")])


@pytest.mark.parametrize("size", [(86, 124), (86.5, 123.5), (85.6, 124.3)])
def test_designs_that_fit(size: tuple[float, float]) -> None:
    stocks.fits(A4, Size(width=size[0], height=size[1]), 3)


@pytest.mark.parametrize(
    ("stock", "size", "why"),
    [
        (
            "avery-l4785",
            (86, 124),
            "design is 86 x 124 mm, stock avery-l4785 takes 80 x 50 mm: 6 mm too wide, 74 mm too high;"
            " choose a stock that takes it: a4-2x2, letter-2x2, a3-3x3, sra3-3x3, sra4-2x2, tabloid-2x3, a4-fold-2, badge-86x124",
        ),
        ("a4-2x2", (86, 123.4), "0.6 mm too low; choose a design of that size, or describe a stock of your own"),
        ("a4-2x2", (50, 80), "36 mm too narrow, 44 mm too low; turn the design to 80 x 50 mm"),
    ],
)
def test_designs_that_do_not_fit(stock: str, size: tuple[float, float], why: str) -> None:
    with pytest.raises(Misfit) as caught:
        stocks.fits(stocks.find(stock), Size(width=size[0], height=size[1]), 3)
    assert why in str(caught.value)
    assert isinstance(caught.value, ImpositionError)


@pytest.mark.parametrize("bleed", [-1, 26, float("nan")])
def test_a_bleed_that_cannot_be(bleed: float) -> None:
    with pytest.raises(Misfit, match="a design's bleed is 0 to 25 mm, not"):
        stocks.fits(A4, A4.label, bleed)
