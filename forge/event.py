"""What a badge says about its event."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EventText:
    """The event's key, and its name, dates and place as they are printed. language: a tag, for ideographs that do not tell theirs."""

    key: str
    name: str
    dates: str = ""
    place: str = ""
    language: str = ""
