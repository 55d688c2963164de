"""Whose turn it is to feed a printer: one node's at a time, for as long as it takes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from psycopg import Error as DatabaseError
from psycopg_pool import AsyncConnectionPool

from ledger import printers
from ledger.printers import Printer


class Turns:
    """holder: this node's name on the leases of the printers; renew_s: after which a lease is renewed, so that it outlives the slowest
    submission."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], holder: str, renew_s: float) -> None:
        self._pool = pool
        self._holder = holder
        self._renew_s = renew_s
        self._busy: set[str] = set()
        self._again: set[str] = set()

    async def take(self, name: str, feed: Callable[[Printer], Awaitable[None]]) -> None:
        """Feed a printer, if nobody else does. Who finds it taken in this node leaves, and the one who has it looks once more: where a
        spooler hangs, those who waited for it would fill the queue, and no other printer would be fed."""
        self._again.add(name)
        if name in self._busy:
            return
        self._busy.add(name)
        try:
            while name in self._again:
                self._again.discard(name)
                await self._once(name, feed)
        finally:
            self._busy.discard(name)

    async def _once(self, name: str, feed: Callable[[Printer], Awaitable[None]]) -> None:
        printer = await self._lease(name)
        if printer is None:
            return
        try:
            async with self._renewing(name):
                await feed(printer)
        finally:
            async with self._pool.connection() as conn:
                await printers.release(conn, name, self._holder)

    async def _lease(self, name: str) -> Printer | None:
        async with self._pool.connection() as conn:
            return await printers.lease(conn, name, self._holder)

    @contextlib.asynccontextmanager
    async def _renewing(self, name: str) -> AsyncIterator[None]:
        """The printer stays ours in the block. Who was stopped meanwhile, and lost it, does not ask for it again."""

        async def renew() -> None:
            held = True
            while held:
                await asyncio.sleep(self._renew_s)
                with contextlib.suppress(DatabaseError):  # which the block meets as well; the lease may last until the next time
                    held = await self._lease(name) is not None

        task = asyncio.create_task(renew(), name=f"lease of {name}")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])  # a renewal after the release would keep others off
