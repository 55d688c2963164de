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
    """Calls that wait for a slot, and slots that wait for a call: never both."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._tickets: list[asyncio.Future[Call | None]] = []

    def put(self, call: Call) -> None:
        while self._tickets:
            ticket = self._tickets.pop()
            if not ticket.done():
                ticket.set_result(call)
                return
        heapq.heappush(self._calls, call)

    def ticket(self) -> asyncio.Future[Call | None]:
        """The next call, now or later. Who holds the ticket may set None when it no longer wants one."""
        ticket: asyncio.Future[Call | None] = asyncio.get_running_loop().create_future()
        while self._calls:
            call = heapq.heappop(self._calls)
            if not call.reply.done():
                ticket.set_result(call)
                return ticket
        self._tickets.append(ticket)
        return ticket

    def empty(self) -> list[Call]:
        calls, self._calls = self._calls, []
        return calls


def stopped() -> SlotsStopped:
    return SlotsStopped("a call needs running slots", "they are stopped", "start the node again; the job stays in its queue")


def opened(name: str, reply: bytes) -> object:
    done, value = pickle.loads(reply)  # noqa: S301 (our own child wrote it)
    if done:
        return value
    if isinstance(value, Foreign):
        raise SlotFault("a call in a slot raises errors that can be pickled", f"{name} raised {value}", "see the log of this node")
    raise value
