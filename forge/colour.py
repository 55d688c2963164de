"""What two colours are to the eye. No I/O."""

from typing import Final

AA: Final = 4.5
"""WCAG 2.1, 1.4.3: the least contrast of text"""


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """L* of CIE 1976, from 0 to 100."""
    light = luminance(colour)
    return float(116 * light ** (1 / 3) - 16) if light > 0.008856 else 903.3 * light
