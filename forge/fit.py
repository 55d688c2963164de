"""Text fit: the largest size at which a text stands in its box, on even lines. An estimate on measured words; the laid-out boxes
have the last word (see rendering). No I/O. Lengths in points, extents in ems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from forge.breaking import Places, even, parts

POINT_MM: Final = 25.4 / 72
STEP: Final = 0.5
"""points between two sizes; few sizes keep Pango's font caches small"""
WORTH: Final = 1.12
"""a further line must make the text this much larger"""
PART: Final = 0.6
"""a second part (the family name under the given name) is at most this large beside the first: a steep hierarchy"""
SHARE: Final = 0.68
"""of the box's height the first part may take"""
GAP: Final = 0.16
"""ems of the second part between the two"""
CAPITAL: Final = 0.72
DESCENDER: Final = 0.2
"""ems kept above and below the baseline whatever the letters are, so that names of one size stand alike"""
LONG: Final = 200
"""characters of a text of which it is first looked whether it can fit at all: breaking takes the square of their number, seconds"""
CERTAIN: Final = 0.8
"""of its width is what it needs on lines: the rest are the spaces at their ends, and kerning"""
AIR: Final = 0.06
"""ems between the ink of two lines, at least"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A line of text in ems. width: with the ink that hangs over; before, after: how much hangs over on the left and the right;
    above, below: the ink from the baseline; ascent, descent: as the fonts declare them."""

    width: float
    before: float
    after: float
    above: float
    below: float
    ascent: float
    descent: float


type Measure = Callable[[str], Extent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a design wants of a text. Sizes in points; lines: the most; leading: ems from baseline to baseline, the least."""

    largest: float
    wished: float
    smallest: float
    lines: int
    leading: float = 1.12
    breaks_below: float = 0
    """points below which a word is broken where that makes the text clearly larger"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A text that stands. size, pitch (its line height), height (of the ink) and tops (of the line boxes) in points.

    tops count from the top of the ink and may be negative: a line box is taller than its letters."""

    size: float
    lines: tuple[str, ...]
    tops: tuple[float, ...]
    pitch: float
    height: float
    top: float = 0.0
    """of the ink, from the first part's, where this is a second part"""
    broken: bool = False

    @property
    def bottom(self) -> float:
        """Of the ink, points."""
        return self.top + self.height


def fit(text: str, places: Places, wish: Wish, measure: Measure, *, width: float, height: float) -> Fit | None:
    """The largest setting of `text` in a box, None when it does not fit at the smallest size.

    Breaks at spaces and hyphens come first. Breaks inside a run of ideographs or of Thai are taken where the text would else be
    smaller than wished and they make it clearly larger; words are broken only where nothing else fits, or stays below `breaks_below`.
    """

    def best(at: tuple[int, ...]) -> Fit | None:
        return _best(_settings(parts(text, at), wish, measure, width, height))

    found = best(places.easy)
    if (found is None or found.size < wish.wished) and places.allowed != places.easy:
        found = _larger(found, best(places.allowed))
    if (found is None or found.size < wish.breaks_below) and (last := best(places.anywhere)):
        found = _larger(found, replace(last, broken=True))
    return found


def fit_two(
    texts: tuple[str, str],
    at: tuple[Places, Places],
    wishes: tuple[Wish, Wish],
    measures: tuple[Measure, Measure],
    *,
    width: float,
    height: float,
) -> tuple[Fit, Fit] | None:
    """A first part, large, and a second below it, clearly smaller; None when the two do not fit without breaking a word."""
    first = fit(texts[0], at[0], wishes[0], measures[0], width=width, height=height * SHARE)
    if first is None or first.broken:
        return None
    largest = max(wishes[1].smallest, min(wishes[1].largest, first.size * PART))
    gap = GAP * largest
    wish = replace(wishes[1], largest=largest)
    second = fit(texts[1], at[1], wish, measures[1], width=width, height=height - first.height - gap)
    if second is None or second.broken or second.size >= first.size:
        return None
    below = first.height + gap
    return first, replace(second, tops=tuple(top + below for top in second.tops), top=below)


def _larger(found: Fit | None, other: Fit | None) -> Fit | None:
    return other if other and (found is None or other.size > found.size * WORTH) else found


def _best(settings: Iterator[Fit]) -> Fit | None:
    found = None
    for setting in settings:
        found = _larger(found, setting)
    return found


def _settings(pieces: tuple[str, ...], wish: Wish, measure: Measure, width: float, height: float) -> Iterator[Fit]:
    """The text on 1, 2, ... lines, each as large as it can stand, where that is at least the smallest size."""
    text = "".join(pieces)
    least = measure(text).width * wish.smallest * CERTAIN if len(text) > LONG else 0.0
    for count in range(1, wish.lines + 1):
        if least > count * width:
            continue
        lines = even(pieces, count, lambda text: measure(text).width)
        if lines is not None and (setting := set_lines(lines, wish, measure, width, height)).size >= wish.smallest:
            yield setting


def set_lines(lines: tuple[str, ...], wish: Wish, measure: Measure, width: float, height: float) -> Fit:
    """Given lines at the largest size (a multiple of STEP) that `wish` and the box allow."""
    extents = [measure(line) for line in lines]
    pitch = max([wish.leading, *(a.below + b.above + AIR for a, b in pairwise(extents))])
    above, below = max(CAPITAL, extents[0].above), max(DESCENDER, extents[-1].below)
    tall = above + pitch * (len(lines) - 1) + below
    widest = max(extent.width for extent in extents) or 1.0
    size = min(wish.largest, width / widest, height / tall) // STEP * STEP
    strut = measure("x")
    tops = tuple((above + pitch * row - _baseline(extent, strut, pitch)) * size for row, extent in enumerate(extents))
    return Fit(size=size, lines=lines, tops=tops, pitch=pitch * size, height=tall * size)


def _baseline(line: Extent, strut: Extent, pitch: float) -> float:
    """How far below the top of its line box CSS puts the baseline: half the leading, of the line's fonts or of the first font."""
    return (pitch + max(line.ascent - line.descent, strut.ascent - strut.descent)) / 2
