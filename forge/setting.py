"""From a field of a design and an attendee's text to lines with places and sizes. No I/O: measures and line breaks are handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from forge.attendee import Attendee
from forge.breaking import Places, places
from forge.designfile import TextField
from forge.fit import POINT_MM, Fit, Measure, Wish, fit, fit_two
from forge.fonts import direction, is_cjk
from forge.page import Block, Line

REST: Final = "-rest"
WARN: Final = 0.6
"""of the wished size: below it a badge is printed with a warning"""
ACCEPTED: Final = 1.0
"""points: how small an accepted text may become, so that it is whole and inside its box all the same"""
ACCEPTED_LINES: Final = 6

type Starts = Callable[[str], tuple[Sequence[int], Sequence[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A field, set. size: of its (first) lines, points; warnings: sentences for the operator."""

    block: Block
    size: float
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setter:
    """Sets fields in one language. measures: by part; starts: where lines may begin in a text."""

    measures: Mapping[str, Measure]
    starts: Starts
    language: str = ""

    def set(self, field: TextField, texts: tuple[str, ...], *, limit: float = 0, accept: bool = False) -> Setting | None:
        """The largest setting below `limit` points (0 = the design's largest); None when none fits. texts: one, or a given name,
        the rest and the whole name, which is set when the two parts do not stand well. accept: however small it becomes."""
        wish = _accepted(field.wish) if accept else field.wish
        wish = replace(wish, largest=limit) if limit else wish
        if wish.largest < wish.smallest:
            return None
        fits = (self._two(field, texts, wish) if len(texts) > 1 else None) or self._one(field, texts[-1], wish)
        return self._placed(field, texts[-1], fits) if fits else None

    def _one(self, field: TextField, text: str, wish: Wish) -> tuple[Fit, ...] | None:
        found = fit(text, self._places(text), wish, self.measures[field.name], width=_points(field.width), height=_points(field.height))
        return (found,) if found else None

    def _two(self, field: TextField, texts: tuple[str, ...], wish: Wish) -> tuple[Fit, ...] | None:
        if field.rest is None:
            return None
        return fit_two(
            (texts[0], texts[1]),
            (self._places(texts[0]), self._places(texts[1])),
            (wish, field.rest),
            (self.measures[field.name], self.measures[field.name + REST]),
            width=_points(field.width),
            height=_points(field.height),
        )

    def _places(self, text: str) -> Places:
        return places(text, *self.starts(text))

    def _placed(self, field: TextField, text: str, fits: tuple[Fit, ...]) -> Setting:
        used = max(part.bottom for part in fits)
        free = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[field.anchor] * (_points(field.height) - used)
        names = (field.name, field.name + REST)
        lines = [line for name, part in zip(names, fits, strict=False) for line in self._lines(name, part, free)]
        block = Block(lines=tuple(lines), direction=direction(text), language=self.language)
        return Setting(block=block, size=fits[0].size, warnings=_warnings(field, fits[0]))

    def _lines(self, part: str, fitted: Fit, down: float) -> list[Line]:
        measure = self.measures[part]
        return [
            Line(
                text=text,
                part=part,
                top=round(down + top, 3),
                left=round(measure(text).before * fitted.size, 3),
                right=round(measure(text).after * fitted.size, 3),
                size=fitted.size,
                pitch=round(fitted.pitch, 3),
            )
            for text, top in zip(fitted.lines, fitted.tops, strict=True)
        ]


def parts_of_name(attendee: Attendee) -> tuple[str, ...]:
    """(given, rest, whole) where the data says which part of the name is the given one, else (whole,).

    `name` is the truth: where given and family name do not make it up (one was corrected, the other not) it is set whole. So are
    names in ideographs, kana and hangul, which are read whole.
    """
    name, given = attendee.name, attendee.fields.get("given_name", "")
    rest = name.removeprefix(given).strip()
    whole = not given or not name.startswith(f"{given} ") or not rest.endswith(attendee.fields.get("family_name") or "\0")
    return (name,) if whole or is_cjk(name) else (given, rest, name)


def _warnings(field: TextField, fitted: Fit) -> tuple[str, ...]:
    found = []
    if fitted.broken:
        found.append(f"a word of the {field.name} is broken")
    if fitted.size < WARN * field.wish.wished:
        found.append(f"the {field.name} is set in {fitted.size:g} pt, below 60 % of the wished {field.wish.wished:g} pt")
    return tuple(found)


def _accepted(wish: Wish) -> Wish:
    """What fits at the smallest size only where a word is broken was tried before; below it a larger text is worth a broken word."""
    return replace(wish, largest=wish.smallest, smallest=ACCEPTED, lines=max(wish.lines, ACCEPTED_LINES), breaks_below=wish.smallest)


def _points(millimetres: float) -> float:
    return millimetres / POINT_MM
