"""The connections of a node of the model, and how it dies of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from psycopg import AsyncConnection, OperationalError

from tests.model.hand import Killed

if TYPE_CHECKING:
    from tests.model.world import World


class Pool:
    """One connection, lent to one at a time; a node of the dead is lent none. dies: before how many loans more; cut: likewise."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.dies: int | None = None
        self.cut: int | None = None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        async with self._world.lock:
            self.dies, self.cut = _less(self.dies), _less(self.cut)
            if self.dies is not None and self.dies <= 0:
                raise Killed
            if self.cut == 0:
                self.cut = None
                raise OperationalError("the connection was cut")
            yield self._world.conn


def _less(number: int | None) -> int | None:
    return None if number is None else number - 1
