"""The places between two facts, where a node can die. Tests kill it at each of them; in production nobody listens."""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """Crash points, in the order in which a badge passes them."""

    RENDERED = "rendered"
    """the badge's PDF is on disk, the ledger does not know it"""
    BADGE_COMMITTED = "badge committed"
    """the ledger says generated"""
    SHEET_WRITTEN = "sheet written"
    """the sheet's PDF is on disk, the ledger does not know it"""
    SHEET_COMMITTED = "sheet committed"
    """the ledger says imposed"""
    INTENT = "intent"
    """the print job is in the journal, the spooler knows nothing"""
    CREATED = "created"
    """the spooler holds the job, the journal does not know its id"""
    RELEASING = "releasing"
    """the journal knows the id, the job is still held"""
    UNHELD = "unheld"
    """the job runs, the journal says releasing"""
    RELEASED = "released"
    """the journal says released"""
    DONE_BEFORE_PRINTED = "done before printed"
    """the spooler is seen to be done, the ledger says spooled"""
    PRINTED = "printed"
    """the ledger says printed, the confirmation is enqueued"""


type Reached = Callable[[Point], None]


def unwatched(_: Point) -> None:
    """The production collaborator: passing a point does nothing."""
