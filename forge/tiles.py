"""Pictures that repeat, on a page that was written: of tiny ones it has milliards, and poppler draws them for minutes, for CUPS as well."""

from collections.abc import Iterable
from math import hypot
from typing import Any, Final

from forge.errors import DesignError
from forge.fit import POINT_MM

LEAST_MM: Final = 0.05
"""500 dpi; of 0.01 mm poppler draws a badge in a second, of 0.001 mm in minutes"""


def check_tiles(objects: Iterable[Any]) -> None:
    """Look at a PDF's objects. Raises DesignError."""
    for each in objects:
        pattern = getattr(each, "extra", {})
        if "XStep" in pattern and min(sides := _sides(pattern)) < LEAST_MM:
            rule = f"what repeats on a badge, a background or an SVG's pattern, is at least {LEAST_MM:g} mm wide and high"
            raise DesignError(rule, " x ".join(f"{side:.4g}" for side in sides) + " mm", "enlarge it, or take one picture")


def _sides(pattern: Any) -> tuple[float, float]:
    a, b, c, d, *_ = pattern["Matrix"]
    return abs(pattern["XStep"]) * hypot(a, b) * POINT_MM, abs(pattern["YStep"]) * hypot(c, d) * POINT_MM
