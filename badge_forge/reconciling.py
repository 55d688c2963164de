"""What the duties of a node do that belongs to no stage: Oban's jobs against our prints, dead nodes' work, the notifier."""

import logging
from typing import Any

from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge.presence import Presence
from ledger import nodes, print_jobs, printers, sheets
from ledger.reconcile import reconcile
from ledger.wire import wake

log = logging.getLogger("badgeforge")

SILENT_S = 10.0
"""a node of another machine that has not refreshed its row for so long is dead; one of this machine is known to be at once"""


class Reconciling:
    """Verbs, each a duty's."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], oban: Oban, name: str, presence: Presence) -> None:
        self._pool = pool
        self._oban = oban
        self._name = name
        self._presence = presence

    async def reconcile(self) -> None:
        """Cancelled behind our back -> canceled, discarded -> failed, missing -> enqueued again."""
        async with self._pool.connection() as conn:
            await reconcile(conn)
            await sheets.close_left_behind(conn)

    async def feed(self) -> None:
        """Feed the printers that could take a sheet, whoever forgot them."""
        async with self._pool.connection() as conn:
            hungry = await printers.hungry(conn, print_jobs.OUTSTANDING)
            await wake(conn, hungry)

    async def rescue(self) -> None:
        """Say that this node lives, and give back what dead ones held."""
        async with self._pool.connection() as conn:
            await nodes.beat(conn, self._name)
            for name in self._presence.dead():
                await nodes.bury(conn, name)
                self._presence.forget(name)
            for name in await nodes.silent(conn, seconds=SILENT_S):
                await nodes.bury(conn, name)

    async def watch_notifier(self) -> None:
        """A NOTIFY that is no JSON ends oban's listener for good; then every queue is a second slower. Start it anew."""
        notifier = self._oban._notifier
        task = getattr(notifier, "_loop_task", None)
        if task is not None and task.done() and getattr(notifier, "_conn", None) is not None:
            log.warning("oban's listener had stopped (%s); starting it anew", task.exception() if not task.cancelled() else "cancelled")
            await notifier.stop()
            await notifier.start()
