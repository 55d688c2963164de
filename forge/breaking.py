"""Where a text may be broken into lines, and the most even way to do it. No I/O, no measures but those that are handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SHORT: Final = 3
"""letters of a word that should not end a line or stand alone on the last: de, von, la, II, J."""
LONELY: Final = 2.0
DANGLING: Final = 1.25
"""what such a line costs, as a factor on the fourth power of its width: worth 19 % and 6 % of width"""
_EASY = " -/\u2010\u2013\u2014\u200b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Indexes of a text at which a line may begin, in three degrees of wish; each holds the one before."""

    easy: tuple[int, ...]
    """after spaces, hyphens and slashes"""
    allowed: tuple[int, ...]
    """also where the script allows it: between ideographs, between Thai words"""
    anywhere: tuple[int, ...]
    """also between any two characters as a reader counts them: breaks words"""


def places(text: str, allowed: Sequence[int], characters: Sequence[int]) -> Places:
    """Sort the places of a text. allowed: UAX 14 line breaks; characters: where each character a reader sees begins."""
    easy = tuple(at for at in allowed if text[at - 1] in _EASY)
    anywhere = {*allowed, *(at for at in characters if text[at] != " ")}
    return Places(easy=easy, allowed=tuple(allowed), anywhere=tuple(sorted(anywhere)))


def parts(text: str, at: Sequence[int]) -> tuple[str, ...]:
    """The text cut at the indexes `at`; joined they are the text again."""
    return tuple(text[a:b] for a, b in pairwise((0, *at, len(text))) if a < b)


def even(pieces: Sequence[str], lines: int, width: Callable[[str], float]) -> tuple[str, ...] | None:
    """`pieces` on exactly `lines` lines, as even as can be; None when there are too few pieces.

    The sum of the fourth powers of the widths is least (dynamic programming): close to the narrowest widest line, and of
    those the most balanced. A short word alone on the last line, or at the end of another, costs extra.
    """
    if len(pieces) < lines:
        return None
    costs = _Costs(pieces, width)
    best: list[tuple[float, tuple[int, ...]]] = [(costs.of(0, end, lines), ()) for end in range(1, len(pieces) + 1)]
    for _ in range(1, lines):
        best = [min(_extended(best, end, costs, lines), default=(float("inf"), ())) for end in range(1, len(pieces) + 1)]
    return tuple("".join(pieces[a:b]).strip() for a, b in pairwise((0, *best[-1][1], len(pieces))))


def _extended(best: list[tuple[float, tuple[int, ...]]], end: int, costs: "_Costs", lines: int) -> list[tuple[float, tuple[int, ...]]]:
    before = ((cut, *best[cut - 1]) for cut in range(1, end))
    return [(cost + costs.of(cut, end, lines), (*cuts, cut)) for cut, cost, cuts in before if cost < float("inf")]


class _Costs:
    """What a line of the pieces a to b costs; the widths of pieces add up, which the later measure of whole lines verifies."""

    def __init__(self, pieces: Sequence[str], width: Callable[[str], float]) -> None:
        self._pieces = pieces
        self._bare = [width(piece.rstrip()) for piece in pieces]
        space = width("n n") - width("nn")
        self._sums = [0.0]
        for piece, bare in zip(pieces, self._bare, strict=True):
            self._sums.append(self._sums[-1] + bare + space * (len(piece) - len(piece.rstrip())))

    def of(self, start: int, end: int, lines: int) -> float:
        width = self._sums[end - 1] - self._sums[start] + self._bare[end - 1]
        return width**4 * (self._factor(start, end) if lines > 1 else 1.0)

    def _factor(self, start: int, end: int) -> float:
        word = self._pieces[end - 1].rstrip()
        short = len(word) <= SHORT and word[-1:] not in _EASY and self._pieces[end - 1][:1].isascii()
        if not short:
            return 1.0
        if end == len(self._pieces):
            return LONELY if end - start == 1 else 1.0
        return DANGLING
