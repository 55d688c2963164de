"""A list of attendees in a design, before doors open: who gets no badge and why, who needs a look."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forge.attendee import Attendee
from forge.design import Design
from forge.errors import CannotRender
from forge.event import EventText
from forge.rendering import Renderer

WORST: Final = 20
LONGEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """failed: with the reason; warned: with the warnings; longest: the ten longest names that fit as wished."""

    checked: int
    failed: tuple[tuple[Attendee, str], ...]
    warned: tuple[tuple[Attendee, tuple[str, ...]], ...]
    longest: tuple[Attendee, ...]

    @property
    def worst(self) -> tuple[Attendee, ...]:
        """Who to look at, at most twenty: the failed, then the warned, the longest names first."""
        warned = sorted((who for who, _ in self.warned), key=lambda who: -len(who.name))
        return (*(who for who, _ in self.failed), *warned)[:WORST]


def report(renderer: Renderer, design: Design, people: Iterable[Attendee], event: EventText, photos: Path | None = None) -> Report:
    """Render everybody's badge."""
    failed, warned, well = [], [], []
    for who in people:
        try:
            badge = renderer.render(who, design, event=event, photos=photos)
        except CannotRender as error:
            failed.append((who, str(error)))
            continue
        if badge.warnings:
            warned.append((who, badge.warnings))
        else:
            well.append(who)
    longest = sorted(well, key=lambda who: -len(who.name))[:LONGEST]
    return Report(checked=len(failed) + len(warned) + len(well), failed=tuple(failed), warned=tuple(warned), longest=tuple(longest))
