"""The values that cross the borders between the rooms. No I/O, nothing but the standard library."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

type Millimetre = float


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A width and a height in millimetres, as the page is looked at (never turned)."""

    width: Millimetre
    height: Millimetre

    def __str__(self) -> str:
        return f"{self.width:g} x {self.height:g} mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What makes up for a printer's own offset; it moves the content of a side, never the page box."""

    dx: Millimetre = 0.0
    """to the right, as that side is looked at"""
    dy: Millimetre = 0.0
    """up"""
    scale: float = 1.0
    """about the sheet's centre; 1.002 where the printer shrinks by 0.2 %"""

    def __str__(self) -> str:
        moved = f"{self.dx:+g} mm right, {self.dy:+g} mm up"
        return moved if self.scale == 1 else f"{moved}, scaled by {self.scale:g}"


NONE = Correction()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The corrections of a printer: the back's as it is looked at."""

    front: Correction = NONE
    back: Correction = NONE

    def to_dict(self) -> dict[str, dict[str, float]]:
        """As JSON; a side without a correction is left out."""
        return {side: asdict(correction) for side in ("front", "back") if (correction := getattr(self, side)) != NONE}

    @classmethod
    def from_dict(cls, sides: Mapping[str, Mapping[str, float]]) -> "Calibration":
        """The inverse of `to_dict`."""
        return cls(**{side: Correction(**correction) for side, correction in sides.items()})

    def __str__(self) -> str:
        """Empty where there is nothing to make up for."""
        return "; ".join(f"{side} {getattr(self, side)}" for side in ("front", "back") if getattr(self, side) != NONE)


UNCALIBRATED = Calibration()


@dataclass(frozen=True, slots=True)
class Done:
    """The stage did its work, or found it done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The stage could not work now; `seconds` from now it should be asked again."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The stage will never do this: `why` gives the rule, the value and the remedy."""

    why: str


type Outcome = Done | Later | Refused


class Impact(StrEnum):
    """What a printer's trouble keeps it from."""

    HINDERED = "hindered"
    """it says that it cannot print; sheets may go in, and it goes on by itself"""
    STOPPED = "stopped"
    """it takes no sheet and prints none that it has"""
    CLOSED = "closed"
    """it takes no sheet; what it has goes on, or nobody can tell"""
    BARRED = "barred"
    """it gave a sheet up: it gets none until a person has looked and resumes it"""
    STUCK = "stuck"
    """it seems well, and a sheet could not be handed over: tried again after a while"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with a printer: `Office: out of paper`, and what a person does about it."""

    words: str
    remedy: str
    impact: Impact

    def __str__(self) -> str:
        return f"{self.words}; {self.remedy}"
