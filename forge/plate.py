"""What all badges of one type share: the operators of a page that WeasyPrint laid out once, with holes where a badge differs.

A hole is found by a mark: a text whose place on the page is known, and a square in a colour that no design uses. No I/O.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from forge.qr import SVG_CLASS

CODE: Final = "qr"
"""the hole of the QR code; a field's hole bears the field's name"""
MARK_COLOUR: Final = "#010203"
MARK_SVG: Final = (
    f'<svg class="{SVG_CLASS}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="{MARK_COLOUR}" d="M0 0H1V1H0z"/></svg>'
)
NEAR: Final = 0.002
"""pixels: two places are one"""
_MARK_OPERATOR: Final = b"0.003922 0.007843 0.011765 rg"
_MATRIX = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the baseline of a line begins, CSS pixels from the trim's upper left corner. part: the field's name, or its second's."""

    part: str
    text: str
    x: float
    y: float

    def is_at(self, x: float, y: float) -> bool:
        return abs(self.x - x) < NEAR and abs(self.y - y) < NEAR

    def is_line(self, part: str, text: str, x: float, y: float) -> bool:
        return self.part == part and self.text == text and self.is_at(x, y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """What a badge has of its own at this place: the lines of a field, or the QR code in the unit square."""

    field: str


type Part = bytes | Hole


def cut(operators: Sequence[bytes], places: Sequence[Place], fields: Container[str]) -> tuple[Part, ...]:
    """The operators of a page with holes for the texts at `places` and for the marked square; what lies between is joined.

    A text whose part is not in `fields` is the second of one that is: it goes into the same hole."""
    parts: list[Part] = []
    at = 0
    while at < len(operators):
        part, end = _hole(operators, at, places)
        if part is None:
            _add(parts, operators[at])
        elif part == CODE or part in fields:
            parts.append(Hole(field=part))
        at = end
    return tuple(parts)


def holes(parts: Sequence[Part]) -> Iterator[str]:
    """The fields of the holes in the order in which they are painted."""
    return (part.field for part in parts if isinstance(part, Hole))


def _hole(operators: Sequence[bytes], at: int, places: Sequence[Place]) -> tuple[str | None, int]:
    """Whose operators begin at `at`, None for what stays, and the index behind them."""
    if operators[at] == b"BT" and (place := _place(operators[at + 1], places)):
        return place.part, operators.index(b"ET", at) + 1
    if operators[at] == _MARK_OPERATOR:
        return CODE, operators.index(b"f", at) + 1
    return None, at + 1


def _place(matrix: bytes, places: Sequence[Place]) -> Place | None:
    if found := _MATRIX.fullmatch(matrix):
        x, y = float(found[1]), float(found[2])
        return next((each for each in places if each.is_at(x, y)), None)
    return None


def _add(parts: list[Part], operator: bytes) -> None:
    if parts and isinstance(parts[-1], bytes):
        parts[-1] += b"\n" + operator
    else:
        parts.append(operator)
