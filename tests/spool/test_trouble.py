"""What keeps a printer from printing, in a person's words, with what to do about it."""

from typing import Any

import pytest

from ledger.values import Impact
from spool.destination import PrinterReport
from spool.errors import DestinationDown, FolderTrouble, Rejected, UnknownPrinter
from spool.ipp import HISTORY_LOST, STALE_MESSAGE, JobReport, JobState, PrinterState
from spool.trouble import given_up, trouble_by, trouble_of

IDLE, PROCESSING, STOPPED = PrinterState.IDLE, PrinterState.PROCESSING, PrinterState.STOPPED
RESUME = "`badgeforge printer resume Office`"


def report(state: PrinterState, *reasons: str, **more: Any) -> PrinterReport:
    return PrinterReport(**({"name": "office", "state": state, "words": "", "accepting": True, "reasons": reasons} | more))


@pytest.mark.parametrize(
    ("found", "words", "remedy", "impact"),
    [
        (report(PROCESSING, "media-empty-warning"), "out of paper", "load paper", Impact.HINDERED),
        (report(STOPPED, "media-empty-error", "paused"), "out of paper", f"load paper, then {RESUME}", Impact.STOPPED),
        (report(PROCESSING, "media-jam"), "jammed", "take the jammed sheet out", Impact.HINDERED),
        (report(PROCESSING, "media-jam", "cover-open-error"), "jammed", "take the jammed sheet out", Impact.HINDERED),
        (report(IDLE, "cover-open"), "cover open", "close its cover", Impact.HINDERED),
        (report(IDLE, "offline-report", "toner-low"), None, None, None),
        (report(IDLE, "offline"), "off line", "switch it on line", Impact.HINDERED),
        (
            report(PROCESSING, message=STALE_MESSAGE),
            "does not answer",
            "switch it on, and see to its cable or network",
            Impact.HINDERED,
        ),
        (report(STOPPED, "paused", message="Paused"), "disabled in CUPS", RESUME, Impact.STOPPED),
        (
            report(STOPPED, "paused", message="Filter failed"),
            "stopped: Filter failed",
            f"see what its display says, then {RESUME}",
            Impact.STOPPED,
        ),
        (report(IDLE, accepting=False), "rejects jobs", RESUME, Impact.CLOSED),
        (report(PROCESSING, HISTORY_LOST), "was restarted under a sheet", "the next one waits until it is idle", Impact.CLOSED),
        (report(IDLE, HISTORY_LOST), None, None, None),
        (report(IDLE, group=True), "is a CUPS class, which hides its jobs", "name its members in the route", Impact.CLOSED),
    ],
)
def test_a_state_is_words_and_a_remedy(found: PrinterReport, words: str | None, remedy: str | None, impact: Impact | None):
    said = trouble_of(found, "Office")
    assert (said and said.words, said and said.remedy, said and said.impact) == (words, remedy, impact)


def test_what_the_spooler_answers_instead_is_trouble_too():
    assert trouble_by(UnknownPrinter("a rule", "h:631 has no 'x'", "add it")).words == "its CUPS queue is gone"
    assert str(trouble_by(DestinationDown("a rule", "h:631: no answer", "start it"))) == "CUPS does not answer; h:631: no answer; start it"
    assert trouble_by(Rejected("CUPS must permit it", "h says no", "ask")).impact is Impact.STUCK
    assert trouble_by(FolderTrouble("sheets need their folder", "/x: full", "make room")).remedy == "make room"


@pytest.mark.parametrize(
    ("state", "message", "words"),
    [
        (JobState.CANCELED, "Paper jam.", "gave a sheet up: Paper jam"),
        (JobState.ABORTED, "Filter failed", "gave a sheet up: Filter failed"),
        (JobState.STOPPED, "Filter failed", "its CUPS filter failed under a sheet"),
        (JobState.COMPLETED, "Unable to add document to print job.", "refuses the document"),
        (JobState.CANCELED, "", None),  # an operator's hand
        (JobState.CANCELED, STALE_MESSAGE, None),
        (JobState.COMPLETED, "", None),
        (JobState.COMPLETED, "Printing.", None),  # uncertain, and no fault that comes again with the next sheet
    ],
)
def test_a_printer_that_ends_a_sheet_unprinted_would_end_the_next_one_too(state: JobState, message: str, words: str | None):
    said = given_up(JobReport(title="t", id=1, uuid="u", state=state, message=message), "Office")
    assert (said and said.words) == words
    assert said is None or (said.impact is Impact.BARRED and RESUME in said.remedy)


def test_a_printer_that_was_switched_off_and_on_under_a_sheet_prints_the_next():
    report = JobReport(title="t", id=1, uuid="u", state=JobState.ABORTED, message="Idle.", reasons=(HISTORY_LOST,))
    assert given_up(report, "Office") is None
