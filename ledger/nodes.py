"""The nodes that live, and what becomes of a dead one's work."""

import logging

from ledger.statements import Connection, rows, run
from ledger.wire import notify

log = logging.getLogger("badgeforge")


async def beat(conn: Connection, name: str) -> None:
    """This node lives."""
    await run(conn, "node/beat", name=name)


async def leave(conn: Connection, name: str) -> None:
    """This node ends, with nothing under way."""
    await run(conn, "node/leave", name=name)


async def silent(conn: Connection, *, seconds: float) -> list[str]:
    """The nodes that have not been heard of for so long."""
    return [found["name"] for found in await rows(conn, "node/silent", seconds=seconds)]


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
