"""What the last report of a released job says to a person."""

import pytest

from spool.endings import hold
from spool.ipp import JobReport, JobState


@pytest.mark.parametrize(
    ("hold_until", "begun", "words"),
    [
        ("no-hold", False, "somebody held it there"),
        ("auth-info-required", True, "its printer asks for a user and a password, which CUPS must be given"),
        ("indefinite", True, "its printer's backend asked for that"),
        ("night", True, "until night"),
        ("night", False, "until night"),  # an operator wants it later
        ("indefinite", False, None),  # as we made it: its server forgot that we let it go
    ],
)
def test_why_a_job_is_held_is_told_in_words(hold_until: str, begun: bool, words: str | None):
    at = 5 if begun else None
    assert hold(JobReport(title="t", id=1, uuid="u", state=JobState.HELD, hold_until=hold_until, processing_at=at)) == words


@pytest.mark.parametrize("state", [None, JobState.PENDING, JobState.PROCESSING, JobState.COMPLETED])
def test_other_jobs_are_not_held(state: JobState | None):
    assert hold(JobReport(title="t", id=1, uuid="u", state=state, hold_until="no-hold")) is None
    assert hold(None) is None
