"""Which jobs a server that was restarted may have printed twice, by what the journal knew of them."""

from typing import Any

import pytest

from ledger.print_jobs import PrintJob
from spool.ipp import JobReport, JobState
from spool.sightings import RESTARTED, sightings, twice


def job(number: int, **more: Any) -> PrintJob:
    """Not seen to begin, in the run `old`."""
    told = {"server_run": "old"} | more
    return PrintJob(id=number, sheet=number, title=f"t{number}", printer="P", cups_id=number, cups_uuid="u", **told)


def report(number: int, run: str | None, state: JobState = JobState.COMPLETED) -> JobReport:
    return JobReport(title=f"t{number}", id=number, uuid="u", state=state, hold_until="no-hold", processing_at=5, server_run=run)


WAITS_FOR_PAPER = {"begun": True, "at_rest": True}
MOVES = {"begun": True, "moving_since": 5}


@pytest.mark.parametrize(
    ("jobs", "run", "known"),
    [
        ([job(1), job(2)], "old", ["old", "old"]),
        ([job(1), job(2)], None, ["old", "old"]),  # nobody asked
        ([job(1), job(2)], "new", [RESTARTED, RESTARTED]),  # the second one may have begun between the last look and the end
        ([job(1, **MOVES), job(2)], "new", [RESTARTED, RESTARTED]),
        ([job(1, **WAITS_FOR_PAPER), job(2)], "new", ["new", "new"]),
        ([job(2), job(1, **WAITS_FOR_PAPER)], "new", ["new", "new"]),  # the spooler's order counts
        ([job(1, at_rest=True), job(2, at_rest=True)], "new", ["new", "new"]),  # a queue that was stopped
        ([job(1, server_run=RESTARTED, **WAITS_FOR_PAPER)], "new", [RESTARTED]),
        ([job(1, server_run=None)], "new", [None]),  # of a version that did not ask
        ([job(1, server_run="ann-1"), job(2, server_run="bob-1")], "ann-2", [RESTARTED, "bob-1"]),  # bob's marks say nothing of ann's
    ],
)
def test_what_was_at_rest_and_what_lay_behind_it_is_printed_once(jobs: list[PrintJob], run: str | None, known: list[str | None]):
    seen = sightings(jobs, {each.title: report(each.id, run) for each in jobs}, lately=True)
    assert [seen[number].server_run for number in sorted(seen)] == known


def test_what_lay_still_long_ago_may_have_moved_since():
    """Somebody may have loaded paper while no node looked."""
    jobs = [job(1, **WAITS_FOR_PAPER), job(2)]
    seen = sightings(jobs, {each.title: report(each.id, "new") for each in jobs}, lately=False)
    assert [seen[number].server_run for number in (1, 2)] == [RESTARTED, RESTARTED]


def test_why_a_completed_job_may_be_two_sheets():
    for journal, run, why in ((job(1), "new", "its server was restarted under it"), (job(1, moving_since=4), "old", "it was begun twice")):
        told = report(1, run)
        assert twice(journal, told, sightings([journal], {"t1": told}, lately=True)[1]) == why
    assert twice(job(1), report(1, "old"), sightings([job(1)], {"t1": report(1, "old")}, lately=True)[1]) is None
