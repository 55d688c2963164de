"""What a printer can reach of a sheet, as its driver says: the PPD, which CUPS makes of a media-col-database or the maker wrote.

(pycups cannot read collections, and media-left-margin-supported and its three sisters say of no margin on which media it is.)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.values import Millimetre, Size

_POINTS_PER_MM = 72 / 25.4
_SAME = 0.5
"""mm between two names of one size"""
_LINE = re.compile(r'^\*(ImageableArea|PaperDimension) ([^:/]+)[^:]*:\s*"([^"]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How far from each edge a printer prints nothing, in mm."""

    left: Millimetre
    right: Millimetre
    bottom: Millimetre
    top: Millimetre


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """A media and its margins: media-size, media-left-margin and so on."""

    size: Size
    margins: Margins


def areas(ppd: str) -> tuple[Printable, ...]:
    """The media of a PPD. One that is too odd to read is left out."""
    found: dict[str, dict[str, list[float]]] = {}
    for key, media, values in _LINE.findall(ppd):
        found.setdefault(media.strip(), {})[key] = _numbers(values)
    whole = (each for each in found.values() if len(each.get("ImageableArea", ())) == 4 and len(each.get("PaperDimension", ())) == 2)
    return tuple(_printable(each["PaperDimension"], each["ImageableArea"]) for each in whole)


def _numbers(text: str) -> list[float]:
    try:
        return [float(each) / _POINTS_PER_MM for each in text.split()]
    except ValueError:
        return []


def _printable(size: list[float], area: list[float]) -> Printable:
    (width, height), (left, bottom, right, top) = size, area
    return Printable(
        size=Size(width=width, height=height), margins=Margins(left=left, right=width - right, bottom=bottom, top=height - top)
    )


def margins_of(known: Sequence[Printable], sheet: Size) -> Margins | None:
    """Those of a sheet, None where the printer does not say. Of the variants of a size the one with borders counts: CUPS takes it."""
    upright = [each.margins for each in known if _same(each.size, sheet)]
    level = [each.margins for each in known if _same(Size(width=each.size.height, height=each.size.width), sheet)]
    # Nobody says which way a level sheet is turned to go through: its sides are the farther of the two that they may become.
    turned = [
        Margins(left=max(m.bottom, m.top), right=max(m.bottom, m.top), bottom=max(m.left, m.right), top=max(m.left, m.right)) for m in level
    ]
    return max(upright or turned, key=lambda each: each.left + each.right + each.bottom + each.top, default=None)


def _same(one: Size, other: Size) -> bool:
    return abs(one.width - other.width) <= _SAME and abs(one.height - other.height) <= _SAME
