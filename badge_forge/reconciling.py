"""What the duties of a node do that belongs to no stage: Oban's jobs against our prints, dead nodes' work, the notifier."""

import logging
import time
from collections.abc import Callable
from typing import Any

from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge.presence import Presence
from ledger import nodes, printers, sheets, submissions
from ledger.nodes import Forgotten
from ledger.reconcile import reconcile
from ledger.store import Room, Store
from ledger.wire import notify, wake

log = logging.getLogger("badgeforge")

FAR_S = 3.0
"""a node of another machine that has not refreshed its row, as it does each second, for so long is taken for dead: what it does after all
is fenced, so that a mistake costs a rendering and no paper. One of this machine is known to be dead at once."""
SILENT_S = 10.0
"""the same for one of this machine that lives and is stopped, and for all where this node itself was late"""
LOOK_S = 5.0
"""between two looks of the reconciler"""
LOOK_SHARE = 9
"""so many times as long as a look took it rests after it, at least: a tenth of one connection is enough"""
LATE_S = 2.5
"""between two turns of a duty of every second: whoever is so late does not know whether others are"""


class Reconciling:
    """Verbs, each a duty's."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[Any],
        oban: Oban,
        name: str,
        presence: Presence,
        room: Room,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._oban = oban
        self._name = name
        self._presence = presence
        self._room = room
        self._store = store
        self._clock = clock
        self._missed: set[Forgotten] = set()
        self._beaten = clock()
        self._in_touch_since = self._steady_since = float("-inf")

    async def reconcile(self) -> float:
        """Cancelled behind our back -> canceled, discarded -> failed, missing -> enqueued again; a confirmation is, whatever became of it.
        Returns the seconds until the next look: it is at all that waits, and takes seconds where a million badges do."""
        began = self._clock()
        async with self._pool.connection() as conn:
            await reconcile(conn, root=str(self._store.root))
            await sheets.close_left_behind(conn)
        return max(LOOK_S, LOOK_SHARE * (self._clock() - began))

    async def feed(self) -> None:
        """Feed the printers that could take a sheet, whoever forgot them."""
        async with self._pool.connection() as conn:
            hungry = await printers.hungry(conn, submissions.OUTSTANDING)
            await wake(conn, hungry)

    async def rescue(self) -> None:
        """Say that this node lives, and give back what dead ones held."""
        async with self._pool.connection() as conn:
            await nodes.beat(conn, self._name, trouble=self._room.trouble)
            for name in self._presence.dead():
                await nodes.bury(conn, name)
                self._presence.forget(name)
            far = self._patience_s()
            for name, seconds in await nodes.silent(conn, seconds=FAR_S):
                if seconds > (max(far, SILENT_S) if name in self._presence.neighbours() else far):
                    await nodes.bury(conn, name)

    def _patience_s(self) -> float:
        """How long a node elsewhere may be silent. A database that was away has heard of nobody: the others get as long to come back as
        they have to be silent."""
        now, before = self._clock(), self._beaten
        self._beaten = now
        if now - before > SILENT_S / 2:
            self._in_touch_since = now
        if now - before > LATE_S:
            self._steady_since = now
        if now - self._in_touch_since <= SILENT_S:
            return float("inf")
        return FAR_S if now - self._steady_since > SILENT_S else SILENT_S

    async def mend_oban(self) -> None:
        """What Oban itself does not get over."""
        await self._watch_notifier()
        await self._reclaim()

    async def _reclaim(self) -> None:
        """A connection that breaks may take the answer to a fetch with it: then this node has jobs that it does not know of. Or an
        acknowledgement, which waits for the queue's next job, so the queue is woken. What is still there at the next look is given back."""
        running = [job for queue in self._oban.check_all_queues() for job in queue.running]
        async with self._pool.connection() as conn:
            forgotten = set(await nodes.forgotten(conn, self._name, running))
            again = forgotten & self._missed
            await nodes.give_back(conn, self._name, [each.job for each in again])
            await notify(conn, sorted({each.queue for each in forgotten}))
        self._missed = forgotten - again

    async def _watch_notifier(self) -> None:
        """A NOTIFY that is no JSON ends oban's listener for good; then every queue is a second slower. Start it anew."""
        notifier = self._oban._notifier
        task = getattr(notifier, "_loop_task", None)
        if task is not None and task.done() and getattr(notifier, "_conn", None) is not None:
            log.warning("oban's listener had stopped (%s); starting it anew", task.exception() if not task.cancelled() else "cancelled")
            await notifier.stop()
            await notifier.start()
