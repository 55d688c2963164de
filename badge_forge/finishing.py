"""Enter badges into the ledger many at a time, and cut the lanes they belong to once for all of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from psycopg_pool import AsyncConnectionPool

from imposition.aggregation import Aggregation
from ledger import prints
from ledger.prints import Generated


class Finishing:
    """Gathers results for `window_s`; an urgent one is entered at once, with what has gathered.

    Everybody waits until their result is committed: an acknowledged job is in the ledger."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], aggregation: Aggregation, window_s: float = 0.05) -> None:
        self._pool = pool
        self._aggregation = aggregation
        self._window_s = window_s
        self._waiting: list[tuple[Sequence[Generated], asyncio.Future[None]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    async def __call__(self, results: Sequence[Generated], urgent: bool) -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((results, done))
        if urgent:
            self._flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._window_s, self._flush)
        await done

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        if waiting:
            task = asyncio.ensure_future(self._enter(waiting))
            self._flushes.add(task)
            task.add_done_callback(self._flushes.discard)

    async def _enter(self, waiting: list[tuple[Sequence[Generated], asyncio.Future[None]]]) -> None:
        outcome: BaseException | None = None
        try:
            async with self._pool.connection() as conn:
                lanes = await prints.generated(conn, [result for results, _ in waiting for result in results])
            for lane in sorted(lanes):
                await self._aggregation.cut(lane)
        except BaseException as error:  # noqa: BLE001 - handed to everybody who waits for this commit
            outcome = error
        for _, done in waiting:
            if done.cancelled():
                continue
            if outcome is None:
                done.set_result(None)
            else:
                done.set_exception(outcome)
