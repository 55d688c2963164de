"""One side of a sheet as PDF operators: badges in their cells, crop marks, the slug. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from imposition.document import entries, literal, numbers
from imposition.geometry import Matrix, Rect, points
from imposition.marks import WEIGHT, Line
from imposition.plan import Correction
from imposition.slug import SIZE, Slug
from ledger.values import Size

BLACK: Final = b"0 0 0 1"
"""K only: no printer mixes it from colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A form in its cell. form: number of its object; ink: what it may print on; matrix: from the trim's corner, in points."""

    form: int
    ink: Rect
    matrix: Matrix


def placed(form: int, trim: Size, cell: Rect, ink: Rect, *, turned: bool) -> Placed:
    """A badge of this trim in a cell, centres together; `turned` by 180 degrees."""
    x, y = points(cell.left + cell.width / 2), points(cell.bottom + cell.height / 2)
    across, down = points(trim.width) / 2, points(trim.height) / 2
    matrix = Matrix(-1, 0, 0, -1, x + across, y + down) if turned else Matrix(1, 0, 0, 1, x - across, y - down)
    return Placed(form=form, ink=ink, matrix=matrix)


def content(badges: Sequence[Placed], marks: Iterable[Line], slug: Slug | None, correction: Correction, sheet: Size) -> bytes:
    """The operators of a side. They name the forms /B0, /B1, ... by position in `badges`, and the slug's font /F."""
    parts = [_corrected(correction, sheet)]
    parts += [_badge(index, each) for index, each in enumerate(badges)]
    parts += [b"%b K %b w" % (BLACK, numbers(WEIGHT)), *(_mark(line) for line in marks)]
    parts += [_slug(slug)] if slug else []
    return b"\n".join(parts)


def _corrected(correction: Correction, sheet: Size) -> bytes:
    scale, x, y = correction.scale, points(sheet.width) / 2, points(sheet.height) / 2
    dx, dy = points(correction.dx) + x - scale * x, points(correction.dy) + y - scale * y
    return b"%b cm" % entries(Matrix(scale, 0, 0, scale, dx, dy))


def _badge(index: int, badge: Placed) -> bytes:
    ink = badge.ink
    clip = numbers(points(ink.left), points(ink.bottom), points(ink.width), points(ink.height))
    return b"q %b re W n %b cm /B%d Do Q" % (clip, entries(badge.matrix), index)


def _mark(line: Line) -> bytes:
    start, end = numbers(points(line.x1), points(line.y1)), numbers(points(line.x2), points(line.y2))
    return b"%b m %b l S" % (start, end)


def _slug(slug: Slug) -> bytes:
    place = numbers(points(slug.left), points(slug.baseline))
    return b"BT %b k /F %b Tf %b Td %b Tj ET" % (BLACK, numbers(SIZE), place, literal(slug.text))
