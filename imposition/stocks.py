"""The stocks that are shipped, and how a stock is found for a design."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from imposition.errors import Misfit, StockError
from imposition.stock import Stock
from ledger.values import Millimetre, Size

DEFAULT: Final = "a4-2x2"
TOLERANCE: Final[Millimetre] = 0.5
"""A design may differ from a label by this much; it is centred, never scaled."""

_INCHES = ("sheet", "label", "left", "top", "pitch_x", "pitch_y", "mark_length", "mark_offset")


def parse(name: str, table: Mapping[str, Any]) -> Stock:
    """A stock from a table of a TOML file: the fields of Stock, and `unit` "mm" (default) or "in". Raises StockError."""
    values = {key: value for key, value in table.items() if key != "unit"} | {"name": name}
    match table.get("unit", "mm"):
        case "mm":
            return Stock.from_dict(values)
        case "in":
            return Stock.from_dict(values | {key: _inches(values[key]) for key in _INCHES if key in values})
        case unit:
            raise StockError(f'stock {name}: unit is "mm" or "in", not {unit!r}')


def _inches(value: Any) -> Any:
    if isinstance(value, list):
        return [_inches(each) for each in value]
    return round(value * 25.4, 4) if isinstance(value, int | float) else value


@cache
def _shipped() -> dict[str, Stock]:
    text = files("imposition").joinpath("stocks.toml").read_text(encoding="utf-8")
    return {name: parse(name, table) for name, table in tomllib.loads(text).items()}


def names() -> tuple[str, ...]:
    """The names of the shipped stocks, the default first."""
    return tuple(_shipped())


def find(name: str, user_stocks: Iterable[Stock] = ()) -> Stock:
    """The stock of this name; the user's stocks come first. Raises StockError, which lists the names."""
    known = _shipped() | {stock.name: stock for stock in user_stocks}
    if name not in known:
        raise StockError(f"no stock is named {name!r}; choose one of {', '.join(known)}")
    return known[name]


def fits(stock: Stock, trim: Size, bleed: Millimetre) -> None:
    """Raises Misfit, with the sum, unless a design of this trim and bleed goes on the stock's labels as it is."""
    if not 0 <= bleed <= 25:
        raise Misfit(f"a design's bleed is 0 to 25 mm, not {bleed:g} mm; 3 mm is usual")
    if not _takes(stock, trim):
        raise Misfit(f"design is {trim}, stock {stock.name} takes {stock.face}: {_excess(stock, trim)}; {_remedy(trim)}")


def _takes(stock: Stock, trim: Size) -> bool:
    across, down = abs(trim.width - stock.face.width), abs(trim.height - stock.face.height)
    return max(across, down) <= TOLERANCE + 1e-6


def _excess(stock: Stock, trim: Size) -> str:
    across, down = trim.width - stock.face.width, trim.height - stock.face.height
    parts = [
        f"{abs(across):.4g} mm too {'wide' if across > 0 else 'narrow'}" if abs(across) > TOLERANCE else "",
        f"{abs(down):.4g} mm too {'high' if down > 0 else 'low'}" if abs(down) > TOLERANCE else "",
    ]
    return ", ".join(part for part in parts if part)


def _remedy(trim: Size) -> str:
    takers = [stock.name for stock in _shipped().values() if _takes(stock, trim)]
    turned = Size(width=trim.height, height=trim.width)
    if takers:
        return f"choose a stock that takes it: {', '.join(takers)}"
    if any(_takes(stock, turned) for stock in _shipped().values()):
        return f"turn the design to {turned}, or describe a stock of your own"
    return "choose a design of that size, or describe a stock of your own"
