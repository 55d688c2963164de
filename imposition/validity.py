"""The sums a stock must pass before anything is printed on it. No I/O."""

import math
import re
from typing import TYPE_CHECKING, Final

from imposition.errors import StockError
from ledger.values import Millimetre, Size

if TYPE_CHECKING:
    from imposition.stock import Stock

MEDIA: Final = re.compile(r"[a-z]+_[a-z0-9.-]+_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)")
"""A self-describing media name of PWG 5101.1; it gives width x height in portrait."""

ROUNDING: Final[Millimetre] = 0.01
"""Templates in inches are given to three or four decimals: their sums may be this much off."""

MEDIA_TOLERANCE: Final[Millimetre] = 1.0


def require_valid(stock: "Stock") -> None:
    """Raises StockError, with the sum, where labels overlap or leave the sheet, or a field cannot be."""
    _require_fields(stock)
    _require_lengths(stock)
    across, down = (stock.label.width, stock.sheet.width), (stock.label.height, stock.sheet.height)
    for way, first, count, pitch, (label, sheet) in (
        ("across", stock.left, stock.columns, stock.pitch_x, across),
        ("down", stock.top, stock.rows, stock.pitch_y, down),
    ):
        _require_line(stock, way, first=first, count=count, pitch=pitch, label=label, sheet=sheet)
    _require_single(stock)
    _require_media(stock)


def _require_fields(stock: "Stock") -> None:
    for key in ("name", "title", "source", "media"):
        if not isinstance(getattr(stock, key), str) or not getattr(stock, key):
            raise StockError(f"stock {stock.name!r}: {key} is a text, not {getattr(stock, key)!r}")
    for key in ("fold", "slug"):
        if not isinstance(getattr(stock, key), bool):
            raise StockError(f"stock {stock.name}: {key} is true or false, not {getattr(stock, key)!r}")
    for key, most in (("columns", 26), ("rows", 99)):
        count = getattr(stock, key)
        if type(count) is not int or not 1 <= count <= most:
            raise StockError(f"stock {stock.name}: {key} is a whole number from 1 to {most}, not {count!r}")


def _require_lengths(stock: "Stock") -> None:
    sides = {
        "sheet width": stock.sheet.width,
        "sheet height": stock.sheet.height,
        "label width": stock.label.width,
        "label height": stock.label.height,
    }
    others = {key: getattr(stock, key) for key in ("left", "top", "pitch_x", "pitch_y", "mark_length", "mark_offset")}
    for key, length in (sides | others).items():
        if not math.isfinite(length) or length < 0 or (key in sides and length == 0):
            raise StockError(f"stock {stock.name}: {key} is a length in mm, not {length:g}")


def _require_line(
    stock: "Stock",
    way: str,
    *,
    first: Millimetre,
    count: int,
    pitch: Millimetre,
    label: Millimetre,
    sheet: Millimetre,
) -> None:
    if count > 1 and pitch < label - ROUNDING:
        overlap = label - pitch
        raise StockError(f"stock {stock.name}: labels overlap {way}: pitch {pitch:g} mm < label {label:g} mm, by {overlap:g} mm")
    end = first + (count - 1) * pitch + label
    if end > sheet + ROUNDING:
        raise StockError(
            f"stock {stock.name}: labels leave the sheet {way}: {first:g} + {count - 1} x {pitch:g} + {label:g} = {end:g} mm"
            f" > sheet {sheet:g} mm, by {end - sheet:g} mm"
        )


def _require_single(stock: "Stock") -> None:
    if stock.kind.value == "single" and (stock.columns, stock.rows, stock.sheet) != (1, 1, stock.label):
        raise StockError(
            f"stock {stock.name}: kind single has one label that is the sheet, not {stock.columns} x {stock.rows} labels"
            f" of {stock.label} on {stock.sheet}"
        )


def _require_media(stock: "Stock") -> None:
    match = MEDIA.fullmatch(stock.media)
    if match is None:
        raise StockError(
            f"stock {stock.name}: media {stock.media!r} is no PWG 5101.1 name such as iso_a4_210x297mm or om_badge-86x124_86x124mm"
        )
    unit = 25.4 if match[3] == "in" else 1.0
    media = Size(width=float(match[1]) * unit, height=float(match[2]) * unit)
    named, real = sorted((media.width, media.height)), sorted((stock.sheet.width, stock.sheet.height))
    if any(abs(a - b) > MEDIA_TOLERANCE for a, b in zip(named, real, strict=True)):
        raise StockError(f"stock {stock.name}: media {stock.media} is {media}, but the sheet is {stock.sheet}")
