"""One match makes Oban's answer of a stage's Outcome; and nothing that a stage does can wedge a queue."""

import asyncio
import math
from collections.abc import Awaitable
from typing import Any

from oban import Cancel, Snooze
from oban.job import Job

from badge_forge.database_words import passes
from badge_forge.slot_calls import SlotsStopped
from ledger.mover import clean
from ledger.values import Done, Later, Outcome, Refused

type Answer = Snooze | Cancel | None

AWAY_S = 2
"""before a job that the database let down, or whose node ends, is performed again"""


class JobError(Exception):
    """What went wrong, in text that Oban's errors column can hold."""


async def answer(outcome: Awaitable[Outcome]) -> Answer:
    """Await a stage and answer Oban. Every error leaves as a JobError with clean text: NUL or a lone surrogate in
    an error makes Oban's acknowledgement fail for ever, and an exit or a cancellation that gets through stops the queue."""
    try:
        return _answer(await outcome)
    except (Exception, SystemExit, asyncio.CancelledError) as error:  # noqa: BLE001 - the border to Oban, see above
        if isinstance(error, SlotsStopped) or passes(error):
            return Snooze(AWAY_S)
        raise JobError(clean(f"{type(error).__name__}: {error}")) from None


def _answer(outcome: Outcome) -> Answer:
    match outcome:
        case Done():
            return None
        case Later(seconds=seconds):
            return Snooze(math.ceil(seconds))
        case Refused(why=why):
            return Cancel(clean(why))


def backoff(job: Job) -> int:
    """Seconds before the next attempt: 2, then 8, whatever the row's max_attempts says."""
    return 2 if job.attempt <= 1 else 8


def args(job: Job) -> dict[str, Any]:
    """A job's args, which may be anything that is JSON."""
    return job.args if isinstance(job.args, dict) else {}
