"""What runs in a slot's process for step 3: one sheet a call. Bytes travel as files, so only names cross the pipe.

The node and every command import this page for its names: pypdf waits for the first call."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from imposition import stocks
from imposition.errors import ImpositionError
from imposition.mark_style import Style
from imposition.plan import SIDES, BadgeSource, Options, arrange
from imposition.stock import Stock
from ledger.store import Store
from ledger.values import UNCALIBRATED, Calibration, Millimetre, Size

_OF_THE_SLUG: Final = frozenset({"root", "batch", "number", "total", "time", "code"})
"""what no paper shows without a slug"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOrder:
    """A badge and its slot. pdf: its key in the store; lengths in mm."""

    slot: str
    id: str
    pdf: str
    trim_width: Millimetre
    trim_height: Millimetre
    bleed: Millimetre


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOrder:
    """A sheet to be imposed. root: the store's folder; total: None where nobody knows how many sheets there will be."""

    root: Path
    stock: Mapping[str, Any]
    batch: str
    number: int
    total: int | None
    time: str
    cells: Sequence[CellOrder]
    code: str = ""
    """names the sheet to whoever scans it"""
    calibration: Calibration = UNCALIBRATED
    """of the printer that will print it"""
    sides: str = "long-edge"
    marks: Mapping[str, Any] = field(default_factory=dict)
    """what differs from the plain style"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSheet:
    """A sheet's PDF in the store. media: PWG 5101.1 name; width and height in mm; sides: the IPP attribute."""

    pdf: str
    media: str
    width: Millimetre
    height: Millimetre
    sides: str
    pages: int
    warnings: tuple[str, ...]


def made_of(order: SheetOrder) -> str | None:
    """A digest of all that a sheet is made of, this program among it: with the same one it looks the same.

    None where a slug says which sheet it is and when it was made: on paper those must be true, so such a sheet is made each time."""
    if Stock.from_dict(order.stock).slug:
        return None
    content = {name: value for name, value in asdict(order).items() if name not in _OF_THE_SLUG}
    return hashlib.sha256(json.dumps({"content": content, "by": _maker()}, sort_keys=True).encode()).hexdigest()


@cache
def _maker() -> str:
    """Of the code that imposes."""
    sources = sorted((each for each in files("imposition").iterdir() if each.name.endswith(".py")), key=lambda each: each.name)
    return hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()


def warm_up(pdf: bytes, trim: Size, bleed: Millimetre) -> None:
    """Place a badge on a sheet that nobody keeps: the first one in a process costs 50 ms more than the next."""
    from imposition.write import write

    stock = stocks.find(stocks.DEFAULT)
    with NamedTemporaryFile(suffix=".pdf") as file, suppress(ImpositionError):  # it does not fit every design
        file.write(pdf)
        file.flush()
        badge = BadgeSource(pdf=Path(file.name), trim=trim, bleed=bleed, id="warm")
        write([arrange(stock, {stock.slots[0]: badge}, Options(batch="warm", code="S1"), number=1, total=1)], BytesIO())


def impose_sheet(order: SheetOrder) -> StoredSheet:
    """Impose one sheet and keep it in the store. Raises BadgeFileError for a badge that cannot be placed."""
    from imposition.write import write

    stock = Stock.from_dict(order.stock)
    store = Store(root=order.root)
    cells = {cell.slot: _source(store, cell) for cell in order.cells}
    sheet = arrange(stock, cells, _options(order), number=order.number, total=order.total)
    out = BytesIO()
    written = write([sheet], out)
    return StoredSheet(
        pdf=store.put("sheet", out.getvalue()),
        media=stock.media,
        width=stock.sheet.width,
        height=stock.sheet.height,
        sides=written.sides,
        pages=written.pages,
        warnings=tuple(written.warnings),
    )


def _options(order: SheetOrder) -> Options:
    return Options(
        batch=order.batch,
        time=order.time,
        code=order.code,
        sides=SIDES[order.sides],
        marks=Style.from_dict(order.marks),
        front=order.calibration.front,
        back=order.calibration.back,
    )


def _source(store: Store, cell: CellOrder) -> BadgeSource:
    trim = Size(width=cell.trim_width, height=cell.trim_height)
    return BadgeSource(pdf=store.path(cell.pdf), trim=trim, bleed=cell.bleed, id=cell.id)
