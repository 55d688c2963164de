"""One slot of a node: it lives as long as the node, its processes come and go."""

import asyncio
import itertools
import logging
import pickle
from collections.abc import Callable
from contextlib import suppress

from badge_forge.slot_calls import Call, Line, SlotDied, SlotError, SlotTimeout
from badge_forge.slot_child import Terms
from badge_forge.slot_home import Homes
from badge_forge.slot_process import SlotProcess

log = logging.getLogger("badgeforge")

START_S = 60.0
"""for a process to start"""
WARM_S = 30.0
"""for each thing that it does to warm up: twice what a badge may take"""
_STARTS = 3
"""of the first process: one that is killed while it warms up says nothing against the next"""
_END_S = 2.0
"""for an idle process to end by itself"""
_PAUSE_S = 0.25
"""after a start that failed; doubled each time"""
_LONGEST_PAUSE_S = 30.0
_RULE, _REMEDY = "a slot's process starts and warms up", "run `badgeforge doctor`"


class Slot:
    """Takes calls from the line, one at a time, and replaces a process that hangs or dies.

    warm: the pickled calls that each new process performs first; those that hang are taken out, for all slots; hopeless: told when a
    process could not be replaced.
    """

    def __init__(
        self, *, line: Line, warm: list[bytes], homes: Homes, terms: Callable[[str], Terms], hopeless: Callable[[str], None]
    ) -> None:
        self._line = line
        self._warm = warm
        self._homes = homes
        self._terms = terms
        self._hopeless = hopeless
        self._idle = asyncio.Event()
        self._idle.set()
        self._process: SlotProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self.warm = False
        """it was, at least once"""
        self.failures = 0
        """starts that failed since the last one that did not"""

    async def start(self) -> None:
        """Start and warm the first process. Raises SlotError."""
        for rest in reversed(range(_STARTS)):
            try:
                await self._begin()
                break
            except SlotDied:
                if not rest:
                    raise
        self._task = asyncio.create_task(self._live(), name="slot")

    async def stop(self, grace_s: float) -> None:
        """Wait `grace_s` seconds for a call that runs, then end the process."""
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._idle.wait()
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._bury(grace_s=_END_S if self.warm and self._idle.is_set() else 0)

    def abandon(self) -> None:
        """Kill the process at once, without a loop."""
        if self._process and not self._process.gone:
            self._process.kill()

    async def _live(self) -> None:
        while True:
            while self._process and not self._process.gone:
                await self._serve_one(self._process)
            await self._bury(grace_s=0)
            await self._replace()

    async def _serve_one(self, process: SlotProcess) -> None:
        """Wait for a call and perform it; return without one when the process dies in the meantime."""
        ticket = self._line.ticket()
        process.on_end(lambda: None if ticket.done() else ticket.set_result(None))
        call = await ticket
        if call and not process.hears():
            self._line.put(call)
            await self._bury(grace_s=_END_S)
        elif call:
            self._idle.clear()
            await self._perform(process, call)
            self._idle.set()

    async def _perform(self, process: SlotProcess, call: Call) -> None:
        try:
            async with asyncio.timeout(call.seconds):
                call.succeed(await process.ask(call.request))
        except TimeoutError:
            process.kill()
            await self._bury(grace_s=0)
            rule = f"a call in a slot ends within {call.seconds:g} s"
            call.fail(SlotTimeout(rule, f"{call.name} was killed after them", "simplify what it works on, or give it more time"))
        except (EOFError, OSError):
            how = await self._bury(grace_s=_END_S)
            remedy = "try again; if it dies again, look for what is too large in its data, and for too little memory"
            call.fail(SlotDied("a slot's process lives as long as its call", f"under {call.name} it was {how}", remedy))

    async def _begin(self) -> None:
        self._process = None
        try:
            async with asyncio.timeout(START_S):
                self._process = await SlotProcess.start(self._terms(self._homes.new()))
            while hung := await self._warm_up(self._process):
                self._leave_out(hung)
                await self._bury(grace_s=0)
                self._process = await SlotProcess.start(self._terms(self._homes.new()))
        except (EOFError, OSError) as error:
            how = await self._bury(grace_s=0)
            raise SlotDied(_RULE, f"{type(error).__name__}, {how}", _REMEDY) from error
        self.warm = True

    async def _warm_up(self, process: SlotProcess) -> bytes | None:
        """Returns the call that hung."""
        for request in tuple(self._warm):
            try:
                async with asyncio.timeout(WARM_S):
                    done, value = pickle.loads(await process.ask(request))  # noqa: S301 (our own child wrote it)
            except TimeoutError:
                return request
            if not done:
                await self._bury(grace_s=0)
                raise SlotError(_RULE, f"{value}", _REMEDY)
        return None

    def _leave_out(self, hung: bytes) -> None:
        """A design that never ends would else keep every slot from starting, and the other designs' badges waiting."""
        if hung in self._warm:
            self._warm.remove(hung)
            log.warning("a slot does not warm up with one of the designs in %g s: it is left out; run `badgeforge design check`", WARM_S)

    async def _replace(self) -> None:
        for attempt in itertools.count(1):
            try:
                await self._begin()
            except SlotError as error:
                self.failures = attempt
                self._hopeless(str(error))
                await asyncio.sleep(min(_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S))
            else:
                self.failures = 0
                return

    async def _bury(self, *, grace_s: float) -> str:
        """End the process if it has not ended, remove its files, and say how it went."""
        return await self._process.end(grace_s=grace_s) if self._process else "never started"
