import pickle
from typing import Any

import pytest

from spool.ipp import HISTORY_LOST, STALE_MESSAGE, Fate, JobReport, JobState, fate, moving_since


def report(state: JobState | None, **more: Any) -> JobReport:
    return JobReport(**({"title": "t", "id": 7, "uuid": "u", "state": state, "hold_until": "no-hold", "processing_at": 1} | more))


@pytest.mark.parametrize("state", [JobState.PENDING, JobState.PROCESSING])
def test_a_job_under_way_waits(state: JobState) -> None:
    assert fate(report(state), released=True) is Fate.WAITING


@pytest.mark.parametrize("message", ["", STALE_MESSAGE])
def test_completed_without_a_word_is_printed(message: str) -> None:
    assert fate(report(JobState.COMPLETED, message=message, reasons=("none",)), released=True) is Fate.PRINTED


def test_completed_is_not_believed_of_a_printer_that_lost_the_job() -> None:
    assert fate(report(JobState.COMPLETED, reasons=("toner-low", HISTORY_LOST)), released=True) is Fate.UNCERTAIN


def test_completed_is_not_believed_when_the_printer_refused_the_document() -> None:
    assert fate(report(JobState.COMPLETED, message="Unable to add document to print job."), released=True) is Fate.UNCERTAIN


def test_of_a_job_whose_filter_failed_nobody_knows_how_much_came_out() -> None:
    assert fate(report(JobState.STOPPED, message="Filter failed"), released=True) is Fate.UNCERTAIN


@pytest.mark.parametrize("state", [JobState.CANCELED, JobState.ABORTED])
def test_a_job_that_ended_without_being_released_moved_no_paper(state: JobState) -> None:
    held = report(state, hold_until="indefinite", processing_at=None)
    assert fate(held, released=False) is Fate.CANCELED_HELD
    assert fate(held, released=True) is Fate.UNCERTAIN, "our journal knows better than a spooler after a crash"


@pytest.mark.parametrize("sign", [{"hold_until": "no-hold"}, {"processing_at": 1}, {"hold_until": ""}])
def test_canceled_with_any_sign_of_a_release_is_uncertain(sign: dict[str, Any]) -> None:
    touched = {"hold_until": "indefinite", "processing_at": None} | sign
    assert fate(report(JobState.CANCELED, **touched), released=False) is Fate.UNCERTAIN


def test_a_job_that_was_recalled_is_ours_again_unless_the_spooler_forgot_that_it_was_let_go() -> None:
    assert fate(report(JobState.CANCELED, hold_until="no-hold", processing_at=None), released=True, recalled=True) is Fate.CANCELED_HELD
    forgotten = report(JobState.CANCELED, hold_until="indefinite", processing_at=None)
    assert fate(forgotten, released=True, recalled=True) is Fate.UNCERTAIN, "it may have been printed before its server was killed"


def test_a_job_that_the_spooler_forgot_is_gone() -> None:
    assert fate(report(None), released=True) is Fate.GONE
    assert "does not know job 7" in report(None).evidence


def test_evidence_keeps_what_the_decision_stands_on() -> None:
    evidence = report(JobState.COMPLETED, message="It broke.", reasons=(HISTORY_LOST,)).evidence
    assert evidence == f'job 7 is completed (9): "It broke." [{HISTORY_LOST}]'


def test_reports_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(report(JobState.HELD))) == report(JobState.HELD)


@pytest.mark.parametrize(
    ("known", "told", "since"),
    [
        (None, {"state": JobState.PENDING, "processing_at": None}, None),
        (None, {"state": JobState.PROCESSING, "processing_at": 5}, 5),
        (None, {"state": JobState.PENDING, "processing_at": 5}, 5),  # its backend died: half may be on paper
        (5, {"state": JobState.PENDING, "processing_at": 5, "reasons": ("media-empty-error",)}, None),
        (
            5,
            {"state": JobState.PENDING, "processing_at": 9, "reasons": ("media-empty-error",)},
            5,
        ),  # the second time; the first may have printed
        (5, {"state": JobState.PROCESSING, "processing_at": 5, "reasons": ("media-empty-warning",)}, 5),  # of another tray, perhaps
        (5, {"state": JobState.PROCESSING, "processing_at": 9}, 5),
        (5, {"state": JobState.COMPLETED, "processing_at": 9}, 5),
    ],
)
def test_since_when_paper_may_move(known: int | None, told: dict[str, Any], since: int | None):
    assert moving_since(report(**told), known) == since
