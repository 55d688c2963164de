"""The order: which badge of a run has which place, whatever becomes of the others. Arithmetic only. No I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from imposition.errors import StockError


class Order(StrEnum):
    """How badges follow each other on the sheets."""

    AS_SORTED = "as-sorted"
    """row by row, sheet after sheet"""
    CUT_AND_STACK = "cut-and-stack"
    """through the pile of sheets first: the cut piles, laid on each other slot by slot, are sorted"""
    STEP_AND_REPEAT = "step-and-repeat"
    """each badge fills a sheet"""


class Last(StrEnum):
    """What becomes of the badges of a last sheet that is not full."""

    FLUSH = "flush"
    """they are printed, the other cells stay empty"""
    FILL = "fill"
    """its other cells are filled"""
    HOLD = "hold"
    """they wait"""


class Place(NamedTuple):
    """sheet: from 1; position: on it, from 0."""

    sheet: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The places of `count` badges on sheets of `capacity`."""

    count: int
    capacity: int
    order: Order = Order.AS_SORTED
    used: Collection[int] = ()
    """positions of the first sheet that are gone already"""
    stack: int | None = None
    """sheets that are cut at once; None for all. Cut-and-stack runs through one such pile after the other"""

    def __post_init__(self) -> None:
        if self.used and self.order is not Order.AS_SORTED:
            raise StockError(f"a part-used first sheet goes with the order {Order.AS_SORTED}, not {self.order}: print that sheet by itself")
        if self.stack is not None and self.stack < 1:
            raise StockError(f"a stack has at least 1 sheet, not {self.stack}")
        if self.count and len(self._free) == 0:
            raise StockError(f"all {self.capacity} slots of the first sheet are used; take a new one")

    @property
    def sheets(self) -> int:
        """How many there are."""
        if self.order is Order.STEP_AND_REPEAT:
            return self.count
        return _ceil(self.count + len(self.used), self.capacity) if self.count else 0

    @property
    def full(self) -> int:
        """How many of the badges, from the first, fill sheets."""
        if self.order is Order.STEP_AND_REPEAT:
            return self.count
        used = len(self.used)
        return max(0, (self.count + used) // self.capacity * self.capacity - used)

    @property
    def blank(self) -> int:
        """How many cells of the last sheet stay empty."""
        return 0 if self.full == self.count else self.capacity - (self.count - self.full) - (len(self.used) if self.full == 0 else 0)

    def place(self, sequence: int) -> Place:
        """Of badge number `sequence`, from 0; its first place where it has several."""
        match self.order:
            case Order.AS_SORTED if sequence < len(self._free):
                return Place(1, self._free[sequence])
            case Order.AS_SORTED:
                sheet, position = divmod(sequence + len(self.used), self.capacity)
                return Place(sheet + 1, position)
            case Order.CUT_AND_STACK:
                return self._stacked(sequence)
            case Order.STEP_AND_REPEAT:
                return Place(sequence + 1, 0)

    def unplace(self, place: Place) -> int | None:
        """The badge at a place; None where there is none."""
        sheet, position = place
        if not (1 <= sheet <= self.sheets and 0 <= position < self.capacity) or (sheet == 1 and position in self.used):
            return None
        match self.order:
            case Order.AS_SORTED if sheet == 1:
                sequence = self._free.index(position)
            case Order.AS_SORTED:
                sequence = (sheet - 1) * self.capacity + position - len(self.used)
            case Order.CUT_AND_STACK:
                pile, sheet_of_pile = divmod(sheet - 1, self._depth)
                sequence = pile * self._depth * self.capacity + position * self._sheets_of(pile) + sheet_of_pile
            case Order.STEP_AND_REPEAT:
                sequence = sheet - 1
        return sequence if sequence < self.count else None

    def cells(self, sheet: int) -> dict[int, int]:
        """A sheet's badges by position."""
        found = ((position, self.unplace(Place(sheet, position))) for position in range(self.capacity))
        return {position: sequence for position, sequence in found if sequence is not None}

    @property
    def _free(self) -> list[int]:
        return [position for position in range(self.capacity) if position not in self.used]

    @property
    def _depth(self) -> int:
        return min(self.stack or self.sheets, self.sheets)

    def _sheets_of(self, pile: int) -> int:
        """The last pile may have fewer; its blanks are at the end of its last slots."""
        rest = self.count - pile * self._depth * self.capacity
        return min(self._depth, _ceil(rest, self.capacity))

    def _stacked(self, sequence: int) -> Place:
        pile, rest = divmod(sequence, self._depth * self.capacity)
        position, sheet = divmod(rest, self._sheets_of(pile))
        return Place(pile * self._depth + sheet + 1, position)


def _ceil(number: int, size: int) -> int:
    return -(-number // size)
