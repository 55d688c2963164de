"""Stock: the paper and its grid. The grid comes from the stock alone, never from what is on the sheet. No I/O."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from imposition.errors import StockError
from imposition.geometry import Rect
from imposition.validity import require_valid
from ledger.values import Millimetre, Size

UNEVEN: Final[Millimetre] = 0.5
_SIZES = ("sheet", "label")
_LENGTHS = ("left", "top", "pitch_x", "pitch_y", "mark_length", "mark_offset")


class Kind(StrEnum):
    """How a label leaves the sheet."""

    CUT = "cut"
    """plain paper, cut along crop marks: the bleed is kept, up to half the gutter"""
    DIE_CUT = "die-cut"
    """labels or perforated cards: no marks; the bleed is kept up to half the gutter, so that a label is full though the printer shifts"""
    SINGLE = "single"
    """a badge printer's one-up media: media = trim, no marks, no slug, the bleed is cut off"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A sheet and the labels on it. Lengths in millimetres; positions count from 0, row by row from the top left."""

    name: str
    title: str
    """what a person calls it"""
    source: str
    """where the measures come from"""
    kind: Kind
    media: str
    """PWG 5101.1 self-describing name, such as iso_a4_210x297mm; the IPP attribute `media`"""
    sheet: Size
    label: Size
    """the trim of a cell"""
    columns: int
    rows: int
    left: Millimetre
    """of the first label, from the sheet's left edge"""
    top: Millimetre
    """of the first label, from the sheet's top edge"""
    pitch_x: Millimetre
    """from one label's left edge to the next one's"""
    pitch_y: Millimetre
    mark_length: Millimetre = 0
    """of crop marks (kind cut); 0 for none"""
    mark_offset: Millimetre = 3
    """from the trim to the mark, at least; a larger bleed pushes the mark out"""
    fold: bool = False
    """whether a label is folded across its middle: its lower half is the front, the upper half, upside down, the back"""
    slug: bool = False
    """whether the sheet's margin names batch, sheet and time, where 8 mm are free"""

    @property
    def capacity(self) -> int:
        return self.columns * self.rows

    @property
    def face(self) -> Size:
        """The trim of a badge: the label, or half of one that is folded."""
        return Size(width=self.label.width, height=self.label.height / 2) if self.fold else self.label

    @property
    def folds(self) -> tuple[Millimetre, ...]:
        """The levels at which labels are folded, from the sheet's bottom."""
        cells = (self.cell(row * self.columns) for row in range(self.rows))
        return tuple(cell.bottom + cell.height / 2 for cell in cells) if self.fold else ()

    @property
    def slots(self) -> tuple[str, ...]:
        """All slots by position: A1, B1, ... A2, B2, ..."""
        return tuple(self.slot(position) for position in range(self.capacity))

    def slot(self, position: int) -> str:
        """The name of a position: column letter and row number, A1 at the top left."""
        if not 0 <= position < self.capacity:
            raise StockError(f"stock {self.name} has positions 0 to {self.capacity - 1}, not {position}")
        row, column = divmod(position, self.columns)
        return f"{chr(ord('A') + column)}{row + 1}"

    def position(self, slot: str) -> int:
        """The position of a slot name; the inverse of `slot`."""
        if slot not in self.slots:
            raise StockError(f"stock {self.name} has slots A1 to {self.slot(self.capacity - 1)}, not {slot!r}")
        return (int(slot[1:]) - 1) * self.columns + ord(slot[0]) - ord("A")

    def cell(self, position: int) -> Rect:
        """The trim rectangle of a position, in mm from the sheet's bottom left."""
        self.slot(position)
        row, column = divmod(position, self.columns)
        return Rect(
            left=self.left + column * self.pitch_x,
            bottom=self.sheet.height - self.top - row * self.pitch_y - self.label.height,
            width=self.label.width,
            height=self.label.height,
        )

    def ink(self, position: int, bleed: Millimetre) -> Rect:
        """Where a cell's ink may lie: its trim and, but on single labels, `bleed` round it, up to half a gutter, on the sheet."""
        trim = self.cell(position)
        if self.kind is Kind.SINGLE:
            return trim
        row, column = divmod(position, self.columns)
        across = min(bleed, (self.pitch_x - self.label.width) / 2)
        along = min(bleed, (self.pitch_y - self.label.height) / 2)
        grown = trim.grown(
            left=across if column > 0 else bleed,
            right=across if column < self.columns - 1 else bleed,
            top=along if row > 0 else bleed,
            bottom=along if row < self.rows - 1 else bleed,
        )
        return grown.common(Rect.of(self.sheet)) or trim

    @property
    def grid(self) -> Rect:
        """The union of all trims, in mm from the sheet's bottom left."""
        return self.cell(0).union(self.cell(self.capacity - 1))

    @property
    def warnings(self) -> tuple[str, ...]:
        """A far margin that differs from the near one may be a slip; some labels are made so."""
        grid = self.grid
        right, bottom = self.sheet.width - grid.right, grid.bottom
        pairs = (("right", right, "left", self.left), ("bottom", bottom, "top", self.top))
        return tuple(
            f"stock {self.name}: the {far} margin is {margin:.4g} mm, the {near} one {other:.4g} mm: measure a sheet before you print"
            for far, margin, near, other in pairs
            if abs(margin - other) > UNEVEN
        )

    def beyond(self, reach: Rect) -> tuple[str, ...]:
        """The slots whose labels do not lie within what a printer can reach of the sheet: they stay blank there."""
        return tuple(self.slot(position) for position in range(self.capacity) if not reach.contains(self.cell(position)))

    def validate(self) -> None:
        """Raises StockError, with the sum, where labels overlap or leave the sheet, or a field cannot be."""
        require_valid(self)

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON knows them; sizes as [width, height] in mm."""
        values = asdict(self) | {"kind": self.kind.value}
        sizes = {key: [float(values[key]["width"]), float(values[key]["height"])] for key in _SIZES}
        return values | sizes | {key: float(values[key]) for key in _LENGTHS}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Stock":
        """The inverse of `to_dict`, validated. Raises StockError for fields that are missing, unknown or of a wrong type."""
        name, known = values.get("name", "without a name"), sorted(field.name for field in fields(cls))
        if unknown := sorted(values.keys() - set(known)):
            raise StockError(f"stock {name}: unknown field {unknown[0]!r}; known are {', '.join(known)}")
        try:
            sizes = {key: Size(width=float(values[key][0]), height=float(values[key][1])) for key in _SIZES}
            lengths = {key: float(values[key]) for key in _LENGTHS if key in values}
            stock = cls(**{**values, **sizes, **lengths, "kind": Kind(values["kind"])})
        except (LookupError, TypeError, ValueError) as error:
            raise StockError(f"stock {name}: a field is missing or of a wrong type ({error})") from error
        stock.validate()
        return stock

    @property
    def digest(self) -> str:
        """sha256 of the canonical JSON: two stocks with the same digest are the same."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
