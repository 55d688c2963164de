"""A piece of a node's work, which goes on only when the test says so."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from psycopg import OperationalError

OK, FAULT, LOST = "ok", "fault", "lost"
"""verdicts: it is done; it fails (cannot be rendered, no answer within the time); it breaks (the slot dies, the answer is lost)"""


class Killed(BaseException):
    """kill -9 of the node."""


class Hand:
    """A piece of work of a node. stopped: it stays where it is whoever else goes on."""

    def __init__(self, work: Coroutine[Any, Any, Any], job: int, duty: str = "") -> None:
        self.job = job
        self.duty = duty
        self.gate = ""
        self.about: tuple[str, ...] = ()
        self.stopped = False
        self.arrived = asyncio.Event()
        self.verdict: asyncio.Future[str] | None = None
        self.task = asyncio.ensure_future(self._run(work))

    async def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        current.set(self)
        with suppress(Killed, OperationalError):  # as an acknowledgement or a duty that meets a cut connection
            await work

    async def wait(self, gate: str, about: Iterable[str]) -> str:
        """about: the ids of badges, or the titles of print jobs, that the gate is about."""
        self.gate, self.about = gate, tuple(about)
        self.verdict = asyncio.get_running_loop().create_future()
        self.arrived.set()
        return await self.verdict

    async def settle(self) -> None:
        """Until it stands at a gate, or has ended."""
        arrived = asyncio.ensure_future(self.arrived.wait())
        await asyncio.wait([self.task, arrived], return_when=asyncio.FIRST_COMPLETED)
        arrived.cancel()
        if self.task.done():
            self.task.result()

    async def go(self, verdict: str) -> None:
        assert self.verdict is not None
        self.arrived.clear()
        self.verdict.set_result(verdict)
        await self.settle()


current: ContextVar[Hand] = ContextVar("current")
"""the hand that is at work"""
