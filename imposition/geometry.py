"""Rectangles and lines on a sheet, in millimetres, with PDF's origin at the bottom left. No I/O."""

from dataclasses import dataclass
from typing import NamedTuple, Self

from ledger.values import Millimetre, Size

POINTS_PER_MM = 72 / 25.4
CLOSE: Millimetre = 1e-6
"""Lengths nearer than this are equal: a thousandth of a micrometre, far above the noise of floats."""


def points(length: Millimetre) -> float:
    """Millimetres to PDF points (1/72 in)."""
    return length * POINTS_PER_MM


def millimetres(length: float) -> Millimetre:
    """PDF points (1/72 in) to millimetres."""
    return length / POINTS_PER_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle; `left` and `bottom` are measured from the sheet's (or page's) left and bottom edge."""

    left: Millimetre
    bottom: Millimetre
    width: Millimetre
    height: Millimetre

    @classmethod
    def spanning(cls, x1: Millimetre, y1: Millimetre, x2: Millimetre, y2: Millimetre) -> Self:
        """The rectangle between two opposite corners, whichever they are."""
        return cls(left=min(x1, x2), bottom=min(y1, y2), width=abs(x2 - x1), height=abs(y2 - y1))

    @classmethod
    def of(cls, size: Size) -> Self:
        """A page of this size, at the origin."""
        return cls(left=0, bottom=0, width=size.width, height=size.height)

    @property
    def right(self) -> Millimetre:
        return self.left + self.width

    @property
    def top(self) -> Millimetre:
        return self.bottom + self.height

    @property
    def size(self) -> Size:
        return Size(width=self.width, height=self.height)

    def grown(
        self,
        every: Millimetre = 0,
        *,
        left: Millimetre = 0,
        bottom: Millimetre = 0,
        right: Millimetre = 0,
        top: Millimetre = 0,
    ) -> "Rect":
        """Wider by `every` and by each side's own length."""
        return Rect.spanning(self.left - every - left, self.bottom - every - bottom, self.right + every + right, self.top + every + top)

    def contains(self, other: "Rect") -> bool:
        """Whether `other` lies within; touching edges count as within."""
        return (
            other.left >= self.left - CLOSE
            and other.bottom >= self.bottom - CLOSE
            and other.right <= self.right + CLOSE
            and other.top <= self.top + CLOSE
        )

    def overlaps(self, other: "Rect") -> bool:
        """Whether both share an area; touching edges do not."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > CLOSE
            and min(self.top, other.top) - max(self.bottom, other.bottom) > CLOSE
        )

    def common(self, other: "Rect") -> "Rect | None":
        """The area of both, or None where they do not meet."""
        left, right = max(self.left, other.left), min(self.right, other.right)
        bottom, top = max(self.bottom, other.bottom), min(self.top, other.top)
        return Rect.spanning(left, bottom, right, top) if left < right and bottom < top else None

    def union(self, other: "Rect") -> "Rect":
        """The smallest rectangle round both."""
        return Rect.spanning(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def mirrored_x(self, width: Millimetre) -> "Rect":
        """Where it lies on the back of a sheet `width` wide that is turned over its upright edge."""
        return Rect(left=width - self.right, bottom=self.bottom, width=self.width, height=self.height)

    def mirrored_y(self, height: Millimetre) -> "Rect":
        """Where it lies on the back of a sheet `height` high that is turned over its level edge."""
        return Rect(left=self.left, bottom=height - self.top, width=self.width, height=self.height)


class Matrix(NamedTuple):
    """PDF's transformation: x' = a x + c y + e, y' = b x + d y + f; e and f in the unit of x and y."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, rect: Rect) -> Rect:
        """The upright rectangle round the transformed one."""
        corners = [self.apply(x, y) for x in (rect.left, rect.right) for y in (rect.bottom, rect.top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Rect.spanning(min(xs), min(ys), max(xs), max(ys))
