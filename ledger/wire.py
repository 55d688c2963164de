"""The names and args of jobs: what producers write, what the steps hand on, what Elixir reads. The contract is in docs/contract.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.statements import Connection, rows, run

GENERATE = "badge_forge.generator.GenerateBadge"
IMPOSE = "badge_forge.workers.ImposeSheet"
FEED = "badge_forge.workers.FeedPrinter"
PRINT_CENTER = "BadgeForge.PrintCenter"

SHEETS_QUEUE = "sheets"
SPOOL_QUEUE = "spool"
PRINTING_QUEUE = "printing"
RESERVED_QUEUES = frozenset({SHEETS_QUEUE, SPOOL_QUEUE, PRINTING_QUEUE})

URGENT = 0
"""priority of a desk's badge or a reprint"""
BATCH = 5
"""priority of the jobs of a batch that we enqueue; Oban counts 0 (first) to 9"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A row for Oban's table. priority: 0 first, 9 last."""

    queue: str
    worker: str
    args: Mapping[str, Any]
    priority: int = URGENT
    max_attempts: int = 20


def generate(queue: str, badge_id: str, event: str, *, urgent: bool) -> NewJob:
    """A badge to be made whose content the ledger already has: its name stays out of the args."""
    return NewJob(queue=queue, worker=GENERATE, args={"id": badge_id, "event": event}, priority=URGENT if urgent else BATCH)


def impose(sheet: int, *, urgent: bool) -> NewJob:
    """A closed sheet to be imposed."""
    return NewJob(queue=SHEETS_QUEUE, worker=IMPOSE, args={"sheet": sheet}, priority=URGENT if urgent else BATCH)


async def enqueue(conn: Connection, jobs: Iterable[NewJob]) -> list[tuple[int, str | None]]:
    """Insert jobs in the caller's transaction; returns (job id, args' id) in the order of insertion. A trigger wakes their queues."""
    encoded = json.dumps([_fields(job) for job in jobs])
    if encoded == "[]":
        return []
    return [(row["id"], row["badge_id"]) for row in await rows(conn, "job/enqueue", jobs=encoded)]


def _fields(job: NewJob) -> dict[str, Any]:
    return {
        "queue": job.queue,
        "worker": job.worker,
        "args": dict(job.args),
        "priority": job.priority,
        "max_attempts": job.max_attempts,
    }


async def wake(conn: Connection, printers: Iterable[str]) -> None:
    """Have these printers fed, in the caller's transaction. Feeding is idempotent: anyone may wake any printer at any time."""
    names = sorted(set(printers))
    if names:
        await run(conn, "job/wake", printers=names, queue=SPOOL_QUEUE, worker=FEED)


async def complete(conn: Connection, jobs: Sequence[tuple[int | None, datetime | None]]) -> list[int]:
    """Jobs, each with the time of its attempt, have ended well; returns those that were still that attempt's."""
    ids, attempted = ([job[n] for job in jobs] for n in (0, 1))
    return [found["id"] for found in await rows(conn, "job/complete", ids=ids, attempted=attempted, state="completed")]


async def notify(conn: Connection, queues: Sequence[str]) -> None:
    """Wake the producers of these queues, for rows that somebody made available by hand."""
    await rows(conn, "job/notify", queues=list(queues))
