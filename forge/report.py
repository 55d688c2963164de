"""A list of attendees in a design, before doors open: who gets no badge and why, who needs a look. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forge.attendee import Attendee

WORST: Final = 20
LONGEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How one badge came out. refused: why there is none, "" where there is one; drawn: there is one to look at, where it is accepted."""

    who: Attendee
    refused: str = ""
    warnings: tuple[str, ...] = ()
    drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is to be said of a list: a proof of each badge, in its order."""

    proofs: Sequence[Proof]

    @property
    def failed(self) -> list[Proof]:
        return [each for each in self.proofs if each.refused]

    @property
    def warned(self) -> list[Proof]:
        return [each for each in self.proofs if each.warnings and not each.refused]

    @property
    def well(self) -> list[Proof]:
        return [each for each in self.proofs if not each.warnings and not each.refused]

    @property
    def longest(self) -> list[Attendee]:
        """The ten longest names that fit as wished."""
        return _longest(self.well)[:LONGEST]

    @property
    def worst(self) -> list[Attendee]:
        """Who to look at, at most twenty: the failed, then the warned, the longest names first, then the longest that fit."""
        return [*(each.who for each in self.failed if each.drawn), *_longest(self.warned), *self.longest][:WORST]


def _longest(proofs: Sequence[Proof]) -> list[Attendee]:
    return sorted((each.who for each in proofs), key=lambda who: -len(who.name))
