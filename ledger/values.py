"""The values that cross the borders between the rooms. No I/O, nothing but the standard library."""

from dataclasses import dataclass

type Millimetre = float


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A width and a height in millimetres, as the page is looked at (never turned)."""

    width: Millimetre
    height: Millimetre

    def __str__(self) -> str:
        return f"{self.width:g} x {self.height:g} mm"


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
