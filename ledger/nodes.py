"""The nodes that live, and what becomes of a dead one's work."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.statements import Connection, rows, run
from ledger.wire import notify

log = logging.getLogger("badgeforge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A job that a live node performs by the jobs table, and not by its own knowledge. attempted_at: tells its attempts apart."""

    job: int
    queue: str
    attempted_at: datetime


async def beat(conn: Connection, name: str, *, trouble: str | None = None) -> None:
    """This node lives. trouble: what keeps it from its work, for people."""
    await run(conn, "node/beat", name=name, trouble=trouble)


async def leave(conn: Connection, name: str) -> None:
    """This node ends, with nothing under way."""
    await run(conn, "node/leave", name=name)


async def silent(conn: Connection, *, seconds: float) -> list[tuple[str, float]]:
    """The nodes that have not been heard of for so long, and for how many seconds."""
    return [(found["name"], found["silent"]) for found in await rows(conn, "node/silent", seconds=seconds)]


async def forgotten(conn: Connection, name: str, running: Sequence[int]) -> list[Forgotten]:
    """What the jobs table says that a node performs, without the jobs that it is running."""
    return [Forgotten(**found) for found in await rows(conn, "node/forgotten", name=name, running=list(running))]


async def give_back(conn: Connection, name: str, jobs: Sequence[int]) -> None:
    """Have these jobs of a live node performed anew, at no cost of an attempt."""
    if jobs:
        await run(conn, "node/give_back", name=name, jobs=list(jobs))
        log.warning("%d jobs of this node were forgotten when a connection broke: they are given back", len(jobs))


async def bury(conn: Connection, name: str) -> int:
    """Give back a dead node's jobs, duties and printers; returns how many jobs. Once for each death, whoever calls it.

    One that was only stopped and goes on finds its fences gone: nothing that it still does counts."""
    async with conn.transaction():
        freed = await rows(conn, "node/bury", name=name)
        await notify(conn, [found["queue"] for found in freed if found["queue"]])
    jobs: int = sum(found["jobs"] for found in freed)
    if freed:
        log.warning("the node %s died: %d jobs are given back", name, jobs)
    return jobs
