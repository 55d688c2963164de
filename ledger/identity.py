"""Identity: what it means that a badge arrives. A badge is (event, id); its revision is its content. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One badge as a producer sent it. job: Oban's id, 0 for none; content: {name, company, type, fields} after normalisation."""

    job: int
    event: str
    badge_id: str
    content: Mapping[str, Any]
    digest: str
    printer: str | None = None
    copies: int = 1
    reason: str | None = None
    request: str | None = None
    accept: bool = False
    by: str = ""


class Decision(StrEnum):
    """What an arrival means for a badge that may be known."""

    NEW = "new"
    """nothing of it was ever to be printed, or all of it was canceled"""
    DUPLICATE = "duplicate"
    """the same content again, nobody asked for a second badge"""
    STALE = "stale"
    """an older job than the one that brought the latest revision"""
    REVISE = "revise"
    """changed in time: the prints on their way take the new content"""
    TOO_LATE = "changed since print"
    """changed, but it stands on a sheet already"""
    AS_PRINTED = "as printed"
    """changed back to what its last print says: there is nothing to do any more"""
    ERASED = "erased"
    """whose data was erased: nothing of it is taken in again"""
    REPRINT = "reprint"
    """somebody asked for a further badge and said why"""


NOT_YET_IMPOSED = frozenset({"requested", "generated", "failed"})
CHANGES = frozenset({Decision.REVISE, Decision.TOO_LATE, Decision.AS_PRINTED})
"""what brings a known badge a new revision, and no new print"""


def decide(
    arrival: Arrival,
    *,
    latest_digest: str | None,
    latest_job: int,
    states: Sequence[str],
    printed_digest: str | None = None,
    erased: bool = False,
) -> Decision:
    """`states`: of the badge's first prints, canceled ones left out, or of the reprint that stands for them;
    `latest_*`: of its latest revision, None for a new badge; `printed_digest`: of what its last print says."""
    if erased:
        return Decision.ERASED
    if arrival.reason is not None:
        return Decision.REPRINT
    if is_older(arrival, latest_digest, latest_job):
        return Decision.STALE
    if not states:
        return Decision.NEW
    if arrival.digest == latest_digest:
        return Decision.DUPLICATE
    too_late = Decision.AS_PRINTED if arrival.digest == printed_digest else Decision.TOO_LATE
    return Decision.REVISE if any(state in NOT_YET_IMPOSED for state in states) else too_late


def is_older(arrival: Arrival, latest_digest: str | None, latest_job: int) -> bool:
    """Whether a later job has brought other content."""
    return latest_digest is not None and arrival.digest != latest_digest and 0 < arrival.job < latest_job
