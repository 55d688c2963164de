"""Calls that come close together become one transaction. Everybody waits for it, so what a job's end says is in the ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence


class Gathering[T, R]:
    """work: does many at once and returns a result for each, in their order.

    window_s: how long the first of them waits for others; 0: those of the same turn of the loop, such as the jobs of one fetch."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], *, window_s: float = 0.0) -> None:
        self._work = work
        self._window_s = window_s
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    async def __call__(self, item: T, *, urgent: bool = False) -> R:
        """The result of one. An urgent one waits for nobody, and takes along who waits already."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, result))
        if urgent:
            self._flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._window_s, self._flush)
        return await result

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        if waiting:
            task = asyncio.ensure_future(self._perform(waiting))
            self._flushes.add(task)
            task.add_done_callback(self._flushes.discard)

    async def _perform(self, waiting: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([item for item, _ in waiting])
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            await self._apart(waiting, error)
            return
        for (_, future), result in zip(waiting, results, strict=True):
            if not future.done():
                future.set_result(result)

    async def _apart(self, waiting: list[tuple[T, asyncio.Future[R]]], error: BaseException) -> None:
        """One that cannot be done must not take the others with it: each is tried by itself."""
        if len(waiting) > 1 and isinstance(error, Exception):
            for each in waiting:
                await self._perform([each])
            return
        for _, future in waiting:
            if not future.done():
                future.set_exception(error)
