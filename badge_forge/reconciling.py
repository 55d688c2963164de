"""What the duties of a node do that belongs to no stage: Oban's jobs against our prints, dead nodes' jobs, the notifier."""

import logging
from typing import Any

from oban import Oban
from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.reconcile import reconcile
from ledger.statements import rows
from ledger.wire import enqueue, feed, notify

log = logging.getLogger("badgeforge")

RESCUE_GRACE_S = 5.0
"""a job this young may belong to a producer whose row is not there yet"""
STALE_S = 40.0
"""a producer refreshes its row every 15 s"""


class Reconciling:
    """Verbs, each a duty's."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], oban: Oban) -> None:
        self._pool = pool
        self._oban = oban

    async def reconcile(self) -> None:
        """Cancelled behind our back -> canceled, discarded -> failed, missing -> enqueued again."""
        async with self._pool.connection() as conn:
            await reconcile(conn)

    async def feed(self) -> None:
        """Feed the printers that could take a sheet, whoever forgot them."""
        async with self._pool.connection() as conn:
            hungry = await printers.hungry(conn, print_jobs.OUTSTANDING)
            await enqueue(conn, [feed(name) for name in hungry])

    async def rescue(self) -> None:
        """Give back the jobs of nodes that died."""
        async with self._pool.connection() as conn:
            rescued = await rows(conn, "job/rescue", grace=RESCUE_GRACE_S, stale=STALE_S)
            await notify(conn, sorted({job["queue"] for job in rescued if job["state"] == "available"}))
        if rescued:
            log.warning("%d jobs of nodes that died are given back", len(rescued))

    async def watch_notifier(self) -> None:
        """A NOTIFY that is no JSON ends oban's listener for good; then every queue is a second slower. Start it anew."""
        notifier = self._oban._notifier
        task = getattr(notifier, "_loop_task", None)
        if task is not None and task.done() and getattr(notifier, "_conn", None) is not None:
            log.warning("oban's listener had stopped (%s); starting it anew", task.exception() if not task.cancelled() else "cancelled")
            await notifier.stop()
            await notifier.start()
