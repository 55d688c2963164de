"""Calls on their way to a slot: what they are, how they queue, how they can fail."""

import asyncio
import heapq
import pickle
from dataclasses import dataclass, field

from badge_forge.slot_child import Foreign


class SlotError(Exception):
    """A call in a slot has no result: rule, value, remedy. Also an error of the called function that cannot travel."""

    def __init__(self, rule: str, value: str, remedy: str) -> None:
        super().__init__(rule, value, remedy)
        self.rule = rule
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.rule}: {self.value}; {self.remedy}"


class SlotTimeout(SlotError):  # noqa: N818 (the name that callers match)
    """The call took longer than its time; its process was killed."""


class SlotDied(SlotError):  # noqa: N818 (the name that callers match)
    """The process ended under the call: killed, out of memory, or crashed."""


class SlotFault(SlotError):  # noqa: N818 (the name that callers match)
    """The called function raised what its caller does not know: a fault of the program, or an error that cannot travel."""


class SlotsStopped(SlotError):  # noqa: N818 (the name that callers match)
    """There are no slots any more: nothing is wrong with the call, another node can have it."""


_TICK_S = 0.001
"""a timer of the loop may ring a moment early"""


@dataclass(slots=True, order=True)
class Call:
    rank: int
    """0 urgent, 1 not"""
    number: int
    """the order of arrival"""
    name: str = field(compare=False)
    request: bytes = field(compare=False)
    seconds: float = field(compare=False)
    reply: asyncio.Future[bytes] = field(compare=False)

    def fail(self, error: SlotError) -> None:
        if not self.reply.done():
            self.reply.set_exception(error)

    def succeed(self, reply: bytes) -> None:
        if not self.reply.done():
            self.reply.set_result(reply)


class Line:
    """Calls that wait for a slot, and slots that wait for a call: never both, but while a slot is kept for urgent calls."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._tickets: list[asyncio.Future[Call | None]] = []
        self._kept_until = 0.0

    def put(self, call: Call) -> None:
        heapq.heappush(self._calls, call)
        self._hand_out()

    def ticket(self) -> asyncio.Future[Call | None]:
        """The next call, now or later. Who holds the ticket may set None when it no longer wants one."""
        ticket: asyncio.Future[Call | None] = asyncio.get_running_loop().create_future()
        self._tickets.append(ticket)
        self._hand_out()
        return ticket

    def keep_one(self, seconds: float) -> None:
        """One slot, as soon as it is idle, takes urgent calls only, for so long from now."""
        loop = asyncio.get_running_loop()
        self._kept_until = loop.time() + seconds
        loop.call_at(self._kept_until + _TICK_S, self._hand_out)

    def empty(self) -> list[Call]:
        calls, self._calls = self._calls, []
        return calls

    def _hand_out(self) -> None:
        self._tickets = [ticket for ticket in self._tickets if not ticket.done()]
        while self._tickets and (call := self._next()) is not None:
            self._tickets.pop().set_result(call)

    def _next(self) -> Call | None:
        while self._calls and self._calls[0].reply.done():
            heapq.heappop(self._calls)
        if not self._calls or (self._calls[0].rank and len(self._tickets) == 1 and self._keeps_one()):
            return None
        return heapq.heappop(self._calls)

    def _keeps_one(self) -> bool:
        return asyncio.get_running_loop().time() < self._kept_until


def stopped() -> SlotsStopped:
    return SlotsStopped("a call needs running slots", "they are stopped", "start the node again; the job stays in its queue")


def opened(name: str, reply: bytes) -> object:
    done, value = pickle.loads(reply)  # noqa: S301 (our own child wrote it)
    if done:
        return value
    if isinstance(value, Foreign):
        raise SlotFault("a call in a slot raises errors that can be pickled", f"{name} raised {value}", "see the log of this node")
    raise value
