"""What a driver says a printer can reach."""

import pytest

from ledger.values import Size
from spool.printable import areas, margins_of

PPD = """*PPD-Adobe: "4.3"
*DefaultPageSize: A4
*PaperDimension A4.Borderless/A4, borderless: "595 842"
*ImageableArea A4.Borderless/A4, borderless: "0 0 595 842"
*ImageableArea A4/A4 (210 x 297 mm): "9.637795275591 33.108661417323 585.637795275591 838.99842519685"
*PaperDimension A4/A4 (210 x 297 mm): "595.275590551181 841.889763779528"
*ImageableArea Odd: "a b c d"
*PaperDimension Odd: "100 100"
*ImageableArea Half: "1 1 99 99"
*ImageableArea SRA3: "14.17 28.35 892.9 1261.4"
*PaperDimension SRA3: "907.087 1275.591"
"""
KNOWN = areas(PPD)


def rounded(sheet: Size) -> tuple[float, float, float, float] | None:
    found = margins_of(KNOWN, sheet)
    return found and (round(found.left, 2), round(found.right, 2), round(found.bottom, 2), round(found.top, 2))


def test_of_the_variants_of_a_size_the_one_with_borders_counts() -> None:
    assert rounded(Size(width=210, height=297)) == (3.4, 3.4, 11.68, 1.02)


def test_a_level_sheet_has_the_farther_of_the_margins_that_it_may_get() -> None:
    assert rounded(Size(width=450, height=320)) == (10.0, 10.0, 5.0, 5.0)


def test_media_that_are_unknown_or_odd_have_none() -> None:
    assert len(KNOWN) == 3
    assert rounded(Size(width=100, height=100)) is None


@pytest.mark.parametrize("text", ["", "*ImageableArea A4", 'ImageableArea A4: "1 2 3 4"', '*ImageableArea A4: "'])
def test_a_driver_that_says_nothing(text: str) -> None:
    assert areas(text) == ()
