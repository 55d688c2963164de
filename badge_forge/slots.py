"""The rendering slots of a node: processes that perform one call at a time, urgent ones first.

A call that hangs, eats its memory or crashes ends its own process and nothing else; the slot gets a new one.
"""

import asyncio
import atexit
import itertools
import os
import pickle
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, cast

from badge_forge import slot_process
from badge_forge.slot import WARM_S, Slot
from badge_forge.slot_calls import Call, Line, SlotDied, SlotError, SlotFault, SlotTimeout, opened, stopped
from badge_forge.slot_child import Terms
from badge_forge.slot_home import Homes

__all__ = ["SlotDied", "SlotError", "SlotFault", "SlotTimeout", "Slots"]

_GIVE_UP_AFTER = 3
"""starts of a slot that failed in a row; when every slot is there, waiting calls fail instead of waiting for ever"""
_KEPT_S = 0.25
"""a badge of a desk comes to its sheet in less, a batch beside it or not"""


class Slots:
    """`count` processes for calls of module-level functions, shared by all queues of a node.

    preload: modules that are imported once for all, by all Slots that were made before the first start; warm: each
    called in each new process before it gets work, and left out once it took half a minute; niceness: added to the nice value for
    calls that are not urgent; memory_bytes: the most address space a process may have (None = no limit).
    """

    def __init__(
        self,
        *,
        count: int,
        preload: Sequence[str] = (),
        warm: Sequence[Callable[[], object]] = (),
        niceness: int = 10,
        memory_bytes: int | None = None,
    ) -> None:
        self._count = count
        slot_process.preload(preload)
        self._warm = [pickle.dumps((each, (), True, WARM_S)) for each in (int, *warm)]
        self._niceness = niceness
        self._memory_bytes = memory_bytes
        self._line = Line()
        self._numbers = itertools.count()
        self._open = False
        self._replies: set[asyncio.Future[bytes]] = set()
        self._homes: Homes | None = None
        self._slots: list[Slot] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start and warm all slots. Raises SlotError, and leaves nothing behind, where one cannot be started.

        Calls can be made meanwhile: the first slot that is warm takes them."""
        homes = self._homes = Homes.open()
        atexit.register(self._abandon)
        self._open = True
        self._slots = [
            Slot(line=self._line, warm=self._warm, homes=homes, terms=self._terms, hopeless=self._hopeless) for _ in range(self._count)
        ]
        try:
            started = await asyncio.gather(*(slot.start() for slot in self._slots), return_exceptions=True)
            for error in filter(None, started):
                raise error
        except BaseException:
            await self.stop(grace_s=0)
            raise

    @property
    def warm(self) -> bool:
        """One of them can take calls."""
        return any(slot.warm for slot in self._slots)

    async def stop(self, *, grace_s: float = 5.0) -> None:
        """Calls that wait fail with SlotError; those that run have `grace_s` seconds to end before their process is killed."""
        self._open = False
        self._fail_waiting(stopped())
        await asyncio.gather(*(slot.stop(grace_s) for slot in self._slots))
        for reply in self._replies:
            if not reply.done():
                reply.set_exception(stopped())
        self._slots = []
        if self._homes:
            self._homes.close()
            self._homes = None
        atexit.unregister(self._abandon)

    async def call[R](self, function: Callable[..., R], *args: object, urgent: bool = False, timeout_s: float = 20.0) -> R:
        """`function(*args)` in a slot; both must be picklable. timeout_s counts from the start in the slot, not from here.

        Raises what the function raises (with the slot's traceback as a note), SlotTimeout, SlotDied, SlotFault for an
        error that cannot be pickled, or SlotError for slots that are stopped. A cancelled caller gets nothing: the call goes on to
        its end and its result is dropped.
        """
        if not self._open:
            raise stopped()
        call = Call(
            rank=0 if urgent else 1,
            number=next(self._numbers),
            name=getattr(function, "__qualname__", repr(function)),
            request=pickle.dumps((function, args, urgent, timeout_s)),
            seconds=timeout_s,
            reply=asyncio.get_running_loop().create_future(),
        )
        self._replies.add(call.reply)
        call.reply.add_done_callback(self._replies.discard)
        self._line.put(call)
        return cast(R, opened(call.name, await call.reply))

    def expect_urgent(self) -> None:
        """Somebody stands and waits: the urgent calls of the next moments find an idle slot. It stays idle until they come."""
        if self._open:
            self._line.keep_one(_KEPT_S)

    def _terms(self, home: str) -> Terms:
        return Terms(home=home, environment=dict(os.environ), niceness=self._niceness, memory_bytes=self._memory_bytes)

    def _hopeless(self, why: str) -> None:
        """A slot could not be started again. While another one works or may come back, its calls can wait."""
        if all(slot.failures >= _GIVE_UP_AFTER for slot in self._slots):
            self._fail_waiting(SlotDied("a call needs a slot that can be started", why, "see the log of this node; it keeps trying"))

    def _fail_waiting(self, error: SlotError) -> None:
        for call in self._line.empty():
            call.fail(error)

    def _abandon(self) -> None:
        """The interpreter ends without `stop`: multiprocessing would wait for children that wait for us."""
        for slot in self._slots:
            slot.abandon()
