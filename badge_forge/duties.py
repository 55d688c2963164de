"""Duties: what one node of all performs again and again, under a lease row whose time is the database's. They have one shape."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import Error as DatabaseError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from badge_forge.database_words import passes
from ledger import leases

log = logging.getLogger("badgeforge")

LEASE_S = 6.0
"""a node that dies keeps its duties this long; they are renewed at a third of it"""


class Duty:
    """Perform `verb` every `every_s` seconds, or sooner when nudged, while this node holds the lease `name`.

    leased=False: every node performs it, for what is its own. A verb may return the seconds until its next turn."""

    def __init__(
        self,
        *,
        name: str,
        every_s: float,
        verb: Callable[[], Awaitable[float | None]],
        pool: AsyncConnectionPool[Any],
        holder: str,
        leased: bool = True,
    ) -> None:
        self.name = name
        self._every_s = every_s
        self._verb = verb
        self._pool = pool
        self._holder = holder
        self._leased = leased
        self._renew_at = 0.0
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; the first turn is at once, for what was left under way."""
        self._task = asyncio.create_task(self._run(), name=f"duty {self.name}")

    async def stop(self) -> None:
        """End between two turns, or in the middle of one: every verb may be cut off anywhere."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def nudge(self) -> None:
        """Take the next turn now."""
        self._nudged.set()

    async def _run(self) -> None:
        while True:
            wait = await self._turn()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), self._every_s if wait is None else wait)
            self._nudged.clear()

    async def _turn(self) -> float | None:
        try:
            return await self._verb() if await self._mine() else None
        except (DatabaseError, PoolTimeout, OSError, TimeoutError) as error:
            in_words = error if passes(error) else None  # which badge_forge.logs makes of it
            log.warning("duty %s: %s: %s; trying again", self.name, type(error).__name__, error, exc_info=in_words)
        except Exception:  # of any kind: a duty that ends unsaid is paper that nobody follows, on a node that seems to be well
            log.exception("duty %s: a fault of this program, which is worth a report; trying again", self.name)
        return None

    async def _mine(self) -> bool:
        if not self._leased or time.monotonic() < self._renew_at:
            return True
        asked = time.monotonic()  # before the question: the lease cannot be older than this
        async with self._pool.connection() as conn:
            held = await leases.take(conn, self.name, self._holder, seconds=LEASE_S)
        self._renew_at = asked + LEASE_S / 3 if held else 0.0
        return held
