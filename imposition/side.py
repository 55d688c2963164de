"""One side of a sheet as PDF operators: badges in their cells, crop marks, the slug. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from imposition.document import entries, numbers
from imposition.drawing import bars, lines, pen, target, words
from imposition.geometry import Matrix, Rect, points
from imposition.marks import Marks
from imposition.plan import Sheet
from imposition.slug import SIZE, Slug
from ledger.values import Correction, Size


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


def content(sheet: Sheet, badges: Sequence[Placed], marks: Marks, slug: Slug | None, correction: Correction) -> bytes:
    """The operators of a side. They name the forms /B0, /B1, ... by position in `badges`, the slug's font /F, the marks' ink /All."""
    style = sheet.options.marks
    parts = [corrected(correction, sheet.stock.sheet)]
    parts += [_badge(index, each) for index, each in enumerate(badges)]
    parts += [pen(style.weight, style.ink), lines(marks.lines), *(target(box) for box in marks.targets)]
    parts += [words(slug.text, slug.left, slug.baseline, SIZE)] if slug else []
    parts += [bars(slug.code.bars)] if slug and slug.code else []
    return b"\n".join(parts)


def corrected(correction: Correction, sheet: Size) -> bytes:
    """The transformation of all that a side shows: of the content, never of the page box."""
    scale, x, y = correction.scale, points(sheet.width) / 2, points(sheet.height) / 2
    dx, dy = points(correction.dx) + x - scale * x, points(correction.dy) + y - scale * y
    return b"%b cm" % entries(Matrix(scale, 0, 0, scale, dx, dy))


def _badge(index: int, badge: Placed) -> bytes:
    ink = badge.ink
    clip = numbers(points(ink.left), points(ink.bottom), points(ink.width), points(ink.height))
    return b"q %b re W n %b cm /B%d Do Q" % (clip, entries(badge.matrix), index)
