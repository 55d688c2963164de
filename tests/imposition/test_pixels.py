"""What lies in a cell is the badge, pixel by pixel, in two engines; nothing lies where nothing may."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from imposition.geometry import Rect
from imposition.mark_style import Ink, Style, Where
from imposition.plan import Options, Sheet, Sides, arrange
from imposition.stock import Kind, Stock
from imposition.stocks import find
from imposition.write import write
from ledger.values import Correction, Size
from tests.imposition.pdfs import (
    ENGINES,
    PIXELS_PER_MM,
    TRIM,
    Picture,
    cut,
    difference,
    pdfium,
    source,
    two_faced,
    weasyprint_badge,
)

type Engine = Callable[..., Picture]

TOLERANCE = 16
"""of 255: what two drawings of the same shape may differ by"""

MEDIA = Size(width=92, height=130)

LOPSIDED = Stock(
    name="lopsided",
    title="unequal margins and gutters, all slots on whole tenths of a millimetre",
    source="this test",
    kind=Kind.CUT,
    media="iso_a4_210x297mm",
    sheet=Size(width=210, height=297),
    label=TRIM,
    columns=2,
    rows=2,
    left=11.3,
    top=20.7,
    pitch_x=93.1,
    pitch_y=131.4,
    mark_length=5,
    slug=True,
)


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("badges")
    people = ("Zoë Quinn", "Li Wei", "Ana Cruz", "Ömer Şen")
    return [weasyprint_badge(folder / f"{index}.pdf", name=name) for index, name in enumerate(people)]


@pytest.fixture(scope="module")
def doubles(badges: list[Path]) -> list[Path]:
    """Each badge with the next one's front as its back."""
    following = [*badges[1:], badges[0]]
    return [two_faced(pdf.with_suffix(".two.pdf"), pdf, back) for pdf, back in zip(badges, following, strict=True)]


def sheet_of(stock: Stock, badges: list[Path], sides: Sides = Sides.LONG_EDGE) -> Sheet:
    sources = {stock.slot(index): source(pdf, identity=f"B{index}") for index, pdf in enumerate(badges)}
    return arrange(stock, sources, Options(batch="autumn", time="2025-10-01 18:30", sides=sides), number=1, total=1)


def drawn(sheet: Sheet, folder: Path, engine: Engine, page: int = 0) -> Picture:
    pdf = folder / "sheet.pdf"
    with pdf.open("wb") as out:
        write([sheet], out)
    return engine(pdf, page)


def off(picture: Picture, area: Rect, stock: Stock, badge: Picture, trim: Rect) -> int:
    """How far an area of a sheet is from its badge's own picture, where `trim` lies at the badge's trim."""
    inside = Rect(left=3 + area.left - trim.left, bottom=3 + area.bottom - trim.bottom, width=area.width, height=area.height)
    return difference(cut(picture, area, stock.sheet), cut(badge, inside, MEDIA))


def worst_trim(sheet: Sheet, badges: list[Path], picture: Picture, engine: Engine) -> int:
    cells = zip(sheet.cells, badges, strict=False)
    return max(off(picture, cell.rect, sheet.stock, engine(pdf), cell.rect) for cell, pdf in cells)


def worst_bleed(sheet: Sheet, badges: list[Path], picture: Picture, engine: Engine) -> int:
    """The same for all that a cell may print on, without the last pixel: clips are antialiased."""
    cells = zip(sheet.cells, badges, strict=False)
    return max(off(picture, cell.ink.grown(-0.2), sheet.stock, engine(pdf), cell.rect) for cell, pdf in cells)


def tenths(rect: Rect) -> Rect:
    """The pixels that lie wholly within."""
    left, bottom = math.ceil(rect.left * 10 - 0.01) / 10, math.ceil(rect.bottom * 10 - 0.01) / 10
    right, top = math.floor(rect.right * 10 + 0.01) / 10, math.floor(rect.top * 10 + 0.01) / 10
    return Rect.spanning(left, bottom, right, top)


def outside(picture: Picture, areas: list[Rect], sheet: Size) -> Picture:
    """The picture with these areas made white, one pixel more on each side."""
    rest = picture.copy()
    for area in areas:
        cut(rest, area.grown(1 / PIXELS_PER_MM), sheet)[:] = 255
    return rest


@pytest.mark.parametrize("engine", ENGINES)
def test_each_cell_is_its_badge(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, badges)
    picture = drawn(sheet, tmp_path, engine)
    assert worst_trim(sheet, badges, picture, engine) <= TOLERANCE
    assert worst_bleed(sheet, badges, picture, engine) <= TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_the_comparison_sees_a_slot_that_is_0_2_mm_off(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, badges)
    moved = sheet_of(replace(LOPSIDED, left=LOPSIDED.left + 0.2), badges)
    assert worst_trim(sheet, badges, drawn(moved, tmp_path, engine), engine) > 3 * TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_the_comparison_sees_a_bleed_cut_at_the_trim(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, badges)
    bare = replace(sheet, cells=tuple(replace(cell, ink=cell.rect) for cell in sheet.cells))
    picture = drawn(bare, tmp_path, engine)
    assert worst_trim(sheet, badges, picture, engine) <= TOLERANCE
    assert worst_bleed(sheet, badges, picture, engine) > 3 * TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_backs_lie_behind_their_fronts(engine: Engine, badges: list[Path], doubles: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, doubles)
    backs = [*badges[1:], badges[0]]
    assert worst_trim(sheet, badges, drawn(sheet, tmp_path, engine), engine) <= TOLERANCE
    through = drawn(sheet, tmp_path, engine, page=1)
    mirrored = replace(sheet, cells=tuple(replace(cell, rect=cell.rect.mirrored_x(210)) for cell in sheet.cells))
    assert worst_trim(mirrored, backs, through, engine) <= TOLERANCE
    by_index = replace(sheet, cells=tuple(replace(cell, rect=LOPSIDED.cell(index ^ 1)) for index, cell in enumerate(sheet.cells)))
    assert worst_trim(by_index, backs, through, engine) > 3 * TOLERANCE


def test_backs_over_the_short_edge_stand_on_their_heads(badges: list[Path], doubles: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, doubles, Sides.SHORT_EDGE)
    turned = drawn(sheet, tmp_path, pdfium, page=1)[::-1, ::-1]  # as it is looked at when the sheet is turned round
    left = LOPSIDED.sheet.width - LOPSIDED.cell(0).right  # a sheet turned over its level edge keeps its columns, seen turned
    upright = Rect(left=left, bottom=LOPSIDED.cell(0).bottom, width=86, height=124)
    assert off(turned, upright, LOPSIDED, pdfium(badges[1]), upright) <= TOLERANCE


def test_a_folded_label_shows_both_faces_upright_when_it_is_folded(badges: list[Path], doubles: list[Path], tmp_path: Path) -> None:
    """By pdfium: poppler sets letters that stand on their heads by a fraction of a pixel off."""
    stock = find("a4-fold-2")
    picture = drawn(sheet_of(stock, doubles[:2]), tmp_path, pdfium)[:2970, :2100]
    turned = picture[::-1, ::-1]  # the backs, as they hang when the upper halves are folded behind the lower ones
    for position in (0, 1):
        cell = stock.cell(position)
        front = Rect(left=cell.left, bottom=cell.bottom, width=86, height=124)
        assert off(picture, front, stock, pdfium(badges[position]), front) <= TOLERANCE
        back = Rect(left=210 - cell.right, bottom=297 - cell.top, width=86, height=124)
        assert off(turned, back, stock, pdfium(badges[position + 1]), back) <= TOLERANCE


def test_a_folded_label_of_one_face_shows_it_twice(badges: list[Path], tmp_path: Path) -> None:
    stock = find("a4-fold-2")
    picture = drawn(sheet_of(stock, badges[:1]), tmp_path, pdfium)
    turned, cell = picture[:2970, :2100][::-1, ::-1], stock.cell(0)
    back = Rect(left=210 - cell.right, bottom=297 - cell.top, width=86, height=124)
    assert off(turned, back, stock, pdfium(badges[0]), back) <= TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shared_cut_has_both_bleeds_end_at_it(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    """Gutter 0: no bleed reaches into the neighbour; at the outer edges it is whole."""
    stock = replace(LOPSIDED, name="single cut", pitch_x=86, pitch_y=124)
    sheet = sheet_of(stock, badges)
    picture = drawn(sheet, tmp_path, engine)
    assert worst_bleed(sheet, badges, picture, engine) <= TOLERANCE
    assert sheet.cells[0].ink.right == sheet.cells[1].ink.left == stock.cell(1).left


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("style", [Style(ink=Ink.ALL, targets=True), Style(where=Where.EACH, weight=0.5)])
def test_marks_of_all_styles_lie_outside_all_bleeds(style: Style, engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    stock = replace(find("sra3-3x3"), pitch_x=95, pitch_y=133, left=22, top=30)
    sheets = []
    for each in (style, Style(length=0)):
        sources = {slot: source(pdf, identity=slot) for slot, pdf in zip(stock.slots, badges * 3, strict=False)}
        sheets.append(arrange(stock, sources, Options(batch="autumn", marks=each)))
    marked, bare = (drawn(sheet, tmp_path, engine) for sheet in sheets)
    for cell in sheets[0].cells:
        assert difference(cut(marked, tenths(cell.ink), stock.sheet), cut(bare, tenths(cell.ink), stock.sheet)) <= TOLERANCE
    for box in sheets[0].marks.boxes:
        assert (cut(marked, box.grown(0.2), stock.sheet) < 160).any()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["a4-2x2", "letter-2x2", "lopsided"])
def test_marks_and_slug_lie_outside_all_bleeds(name: str, engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    """The sheet with its marks differs from the one without only where no badge may print; and marks there are."""
    stock = LOPSIDED if name == "lopsided" else find(name)
    sheet = sheet_of(stock, badges)
    marked, bare = (drawn(each, tmp_path, engine) for each in (sheet, sheet_of(replace(stock, mark_length=0, slug=False), badges)))
    for cell in sheet.cells:
        assert difference(cut(marked, tenths(cell.ink), stock.sheet), cut(bare, tenths(cell.ink), stock.sheet)) <= TOLERANCE
    assert (marked < 128).all(axis=2).sum() > (bare < 128).all(axis=2).sum() + 16 * 20


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["avery-5392", "avery-l4785"])
def test_die_cut_stock_has_no_ink_beyond_half_its_gutters(name: str, engine: Engine, tmp_path: Path) -> None:
    stock = replace(find(name), slug=False)
    size = f"{stock.label.width}mm {stock.label.height}mm"
    pdf = weasyprint_badge(tmp_path / "badge.pdf", css=f"@page {{ size: {size} }} .ground {{ width: 110mm }}")
    badges = {slot: source(pdf, trim=stock.label) for slot in stock.slots[1:]}
    sheet = arrange(stock, badges)
    picture = drawn(sheet, tmp_path, engine)
    assert (outside(picture, [cell.ink for cell in sheet.cells], stock.sheet) == 255).all()
    empty, full = (cut(picture, tenths(cell.rect), stock.sheet) for cell in sheet.cells[:2])
    assert (empty == 255).all()
    assert (full != 255).any(axis=2).all()
    label = sheet.cells[1].rect
    beside = Rect(left=label.right, bottom=label.bottom, width=2.4, height=label.height)
    assert (cut(picture, beside.grown(-0.2), stock.sheet) != 255).any(axis=2).all(), "a label is full though the printer shifts"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_badge_printers_sheet_is_the_trim(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    picture = drawn(sheet_of(find("badge-86x124"), badges[:1]), tmp_path, engine)
    trim = Rect(left=0, bottom=0, width=86, height=124)
    assert off(picture[:1240, :860], trim, find("badge-86x124"), engine(badges[0]), trim) <= TOLERANCE
    assert abs(picture.shape[0] - 1240) <= 1 and abs(picture.shape[1] - 860) <= 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_correction_moves_the_content_and_not_the_page(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, badges)
    moved = replace(sheet, options=replace(sheet.options, front=Correction(dx=1.5, dy=-0.7)))
    picture = drawn(moved, tmp_path, engine)
    cells = tuple(
        replace(cell, rect=Rect(left=cell.rect.left + 1.5, bottom=cell.rect.bottom - 0.7, width=86, height=124)) for cell in sheet.cells
    )
    assert worst_trim(replace(sheet, cells=cells), badges, picture, engine) <= TOLERANCE
    assert picture.shape == drawn(sheet, tmp_path, engine).shape


@pytest.mark.parametrize("engine", ENGINES)
def test_a_correction_scales_about_the_centre(engine: Engine, badges: list[Path], tmp_path: Path) -> None:
    sheet = sheet_of(LOPSIDED, badges)
    picture = drawn(replace(sheet, options=replace(sheet.options, front=Correction(scale=0.99))), tmp_path, engine)
    ink = np.argwhere((picture[:2970, :2100] < 200).any(axis=2))
    plain = np.argwhere((drawn(sheet, tmp_path, engine)[:2970, :2100] < 200).any(axis=2))
    centre = np.array([1485, 1050])
    assert np.abs((plain.min(axis=0) - centre) * 0.99 + centre - ink.min(axis=0)).max() <= 2
    assert np.abs((plain.max(axis=0) - centre) * 0.99 + centre - ink.max(axis=0)).max() <= 2
