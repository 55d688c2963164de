"""Calls to many spoolers side by side, so that one that hangs keeps nobody waiting for the others."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any


class Beside[T]:
    """One call at a time for each key. patience_s: how long a round waits for those that it began; a late one ends in a later round."""

    def __init__(self, *, patience_s: float = 1.0) -> None:
        self._patience_s = patience_s
        self._under_way: dict[str, asyncio.Task[T]] = {}

    async def round(self, calls: Mapping[str, Callable[[], Coroutine[Any, Any, T]]]) -> list[T]:
        """Begin these, but where the one before has not ended; the results of all that have ended. Raises what one of them raised."""
        fresh = {key: asyncio.create_task(call()) for key, call in calls.items() if key not in self._under_way}
        self._under_way |= fresh
        try:
            if fresh:
                await asyncio.wait(fresh.values(), timeout=self._patience_s)
        except asyncio.CancelledError:
            for task in self._under_way.values():
                task.cancel()
            raise
        ended = [self._under_way.pop(key) for key, task in list(self._under_way.items()) if task.done()]
        return [task.result() for task in ended]
