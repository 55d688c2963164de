"""The border to Oban: whatever a stage does, its queue can acknowledge it."""

import asyncio

import pytest
from oban import Cancel, Snooze

from badge_forge.outcomes import JobError, answer
from badge_forge.slot_calls import stopped
from ledger.values import Done, Later, Outcome, Refused


async def stage(outcome: Outcome | BaseException) -> Outcome:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


@pytest.mark.parametrize(
    "error", [ValueError("a \0 and a \ud800"), SystemExit("a \0 and a \ud800"), asyncio.CancelledError("a \0 and a \ud800")]
)
async def test_an_error_leaves_with_text_that_oban_can_store(error: BaseException):
    """NUL or a lone surrogate makes the acknowledgement fail for ever; an exit or a cancellation ends the queue."""
    with pytest.raises(JobError) as caught:
        await answer(stage(error))
    assert str(caught.value) == f"{type(error).__name__}: a  and a ?"


async def test_an_outcome_is_what_oban_understands():
    assert await answer(stage(Done())) is None
    assert await answer(stage(Later(seconds=1.2, why="x"))) == Snooze(2)
    refused = await answer(stage(Refused(why="no \0")))
    assert isinstance(refused, Cancel)
    assert refused.reason == "no "


async def test_a_job_whose_node_ends_is_performed_by_the_next_at_no_cost_of_an_attempt():
    assert await answer(stage(stopped())) == Snooze(2)
