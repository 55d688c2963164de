"""Text fit: how a text is broken into balanced lines, and the size to try first. An estimate; the layout verifies it. No I/O."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

POINT_MM: Final = 25.4 / 72
STEP: Final = 0.94
"""from one size to the next smaller one"""
LEADING: Final = 1.36
"""line height over size, as the tallest fallback fonts make it"""
_NARROW = frozenset("iljtfrI.,'!|: ’()[]-")
_WIDE = frozenset("mwMW@%&—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """lines: the text broken; size: points; broken: a word had to be cut in two."""

    lines: tuple[str, ...]
    size: float
    broken: bool = False


def ems(text: str) -> float:
    """About how wide a text is in ems of a bold sans; never exact, so never the last word."""
    return sum(_em(char) for char in text)


def _em(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.34
    if char in _WIDE:
        return 0.93
    return 0.70 if char.isupper() else 0.61


def first_try(text: str, *, width: float, height: float, largest: float, lines: int) -> Fit:
    """The breaking into at most `lines` lines that allows the largest size, and that size. width, height in points."""
    best = max((_estimate(split, width, height) for split in splits(text, lines)), key=lambda fit: (round(fit.size, 1), -len(fit.lines)))
    return Fit(lines=best.lines, size=min(best.size, largest))


def _estimate(lines: tuple[str, ...], width: float, height: float) -> Fit:
    widest = max(ems(line) for line in lines) or 1.0
    return Fit(lines=lines, size=min(width / widest, height / (LEADING * len(lines))))


def splits(text: str, lines: int) -> Iterator[tuple[str, ...]]:
    """The ways to set a text on 1 to `lines` lines: at spaces, after hyphens, between ideographs. A long text is cut by the balance."""
    atoms = _atoms(text)
    yield (text,)
    for count in range(2, min(lines, len(atoms)) + 1):
        if len(atoms) > 16:
            yield _balanced(atoms, count)
            continue
        for cuts in combinations(range(1, len(atoms)), count - 1):
            bounds = (0, *cuts, len(atoms))
            yield tuple("".join(atoms[a:b]).strip() for a, b in pairwise(bounds))


def _balanced(atoms: list[str], count: int) -> tuple[str, ...]:
    target = ems("".join(atoms)) / count
    made: list[str] = []
    line = ""
    for atom in atoms:
        if line and len(made) < count - 1 and ems(line + atom.rstrip()) > target * 1.05:
            made.append(line.strip())
            line = ""
        line += atom
    return (*made, line.strip())


def _atoms(text: str) -> list[str]:
    """Pieces that stay together."""
    atoms = [""]
    for before, char in zip(" " + text, text, strict=False):
        if atoms[-1] and (before in " -–/" or _ideograph(before) or _ideograph(char)) and char != " ":
            atoms.append("")
        atoms[-1] += char
    return [atom for atom in atoms if atom.strip()]


def _ideograph(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def broken(text: str, lines: int) -> tuple[str, ...]:
    """A text cut into equal lines wherever that falls: the last resort, before nothing fits."""
    size = -(-len(text) // lines)
    return tuple(part for start in range(0, len(text), size) if (part := text[start : start + size].strip()))
