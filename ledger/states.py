"""The states of prints, sheets and print jobs and the moves between them.

This table is the one input of the mover (mover.py), of the database's own check (the `edge` table and its trigger, filled by
migrate.py) and of the tests. Who moves: the stages, and people through the command line; nobody else writes a state.
"""

from enum import StrEnum


class PrintState(StrEnum):
    """What has become of one wish to have a badge on paper."""

    REQUESTED = "requested"
    GENERATED = "generated"
    """the badge's PDF is in the store"""
    IMPOSED = "imposed"
    """it stands on a sheet's PDF"""
    SPOOLED = "spooled"
    """its sheet was released to a printer: paper may move"""
    PRINTED = "printed"
    """the spooler says so; the confirmation is enqueued"""
    UNCERTAIN = "uncertain"
    """nobody knows: a person decides"""
    FAILED = "failed"
    """no paper; the reason is on the row"""
    CANCELED = "canceled"


class SheetState(StrEnum):
    """What has become of one sheet of paper."""

    OPEN = "open"
    """its slots are given, its badges are under way"""
    CLOSED = "closed"
    """its plan is final"""
    IMPOSED = "imposed"
    """its PDF is in the store"""
    SPOOLED = "spooled"
    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELED = "canceled"


class PrintJobState(StrEnum):
    """How far one attempt to print a sheet has come: the journal of the held protocol (spool/destination.py)."""

    INTENT = "intent"
    """the spooler may have a held job of its title, and prints nothing"""
    RELEASING = "releasing"
    """the spooler holds the job, and may be told to let it go: paper may move"""
    RELEASED = "released"
    """it was told; the poller follows it"""
    DONE = "done"
    """it is printed"""
    UNCERTAIN = "uncertain"
    """nobody knows: a person decides about its sheet"""
    WITHDRAWN = "withdrawn"
    """it came to nothing, and no paper moved: the sheet gets another attempt"""


P, S, J = PrintState, SheetState, PrintJobState

PRINT_EDGES: dict[PrintState, frozenset[PrintState]] = {
    P.REQUESTED: frozenset({P.GENERATED, P.FAILED, P.CANCELED}),
    P.GENERATED: frozenset({P.IMPOSED, P.REQUESTED, P.FAILED, P.CANCELED}),  # requested: a new revision came in time
    P.IMPOSED: frozenset({P.SPOOLED, P.GENERATED, P.FAILED, P.CANCELED}),  # generated: its sheet is made anew
    P.SPOOLED: frozenset({P.PRINTED, P.UNCERTAIN, P.FAILED, P.IMPOSED}),  # imposed: a cancellation that was checked
    P.UNCERTAIN: frozenset({P.PRINTED, P.IMPOSED, P.CANCELED}),  # imposed: a person says print again
    P.FAILED: frozenset({P.REQUESTED, P.CANCELED}),
    P.PRINTED: frozenset(),
    P.CANCELED: frozenset(),
}

SHEET_EDGES: dict[SheetState, frozenset[SheetState]] = {
    S.OPEN: frozenset({S.CLOSED, S.FAILED, S.CANCELED}),
    S.CLOSED: frozenset({S.IMPOSED, S.FAILED, S.CANCELED}),
    S.IMPOSED: frozenset({S.SPOOLED, S.CLOSED, S.FAILED, S.CANCELED}),  # closed: made anew
    S.SPOOLED: frozenset({S.PRINTED, S.UNCERTAIN, S.FAILED, S.IMPOSED}),
    S.UNCERTAIN: frozenset({S.PRINTED, S.IMPOSED, S.CANCELED}),
    S.FAILED: frozenset({S.CLOSED, S.CANCELED}),
    S.PRINTED: frozenset(),
    S.CANCELED: frozenset(),
}

PRINT_JOB_EDGES: dict[PrintJobState, frozenset[PrintJobState]] = {
    J.INTENT: frozenset({J.RELEASING, J.WITHDRAWN}),
    J.RELEASING: frozenset({J.RELEASED, J.WITHDRAWN}),  # withdrawn: canceled while it was held
    J.RELEASED: frozenset({J.DONE, J.UNCERTAIN, J.WITHDRAWN}),  # withdrawn: a cancellation that was checked
    J.UNCERTAIN: frozenset({J.DONE}),  # a person has seen the sheet
    J.DONE: frozenset(),
    J.WITHDRAWN: frozenset(),
}

UNSETTLED = (P.REQUESTED, P.GENERATED, P.IMPOSED, P.SPOOLED)
"""prints that the program itself still brings forward"""


def edges() -> tuple[tuple[str, str, str], ...]:
    """Each permitted move as (what, from, to), for the database's check."""
    prints = (("print", a.value, b.value) for a, into in PRINT_EDGES.items() for b in into)
    sheets = (("sheet", a.value, b.value) for a, into in SHEET_EDGES.items() for b in into)
    jobs = (("print job", a.value, b.value) for a, into in PRINT_JOB_EDGES.items() for b in into)
    return tuple(sorted((*prints, *sheets, *jobs)))
