"""What all steps of the model share: the world they happen in, and what is drawn for them."""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine

from spool.ipp import JobState
from tests.model.cupsd import QUEUES
from tests.model.hand import FAULT, LOST, OK
from tests.model.world import World

verdicts = some.sampled_from([OK, OK, OK, OK, OK, FAULT, LOST])
which = some.integers(0, 30)
badge_ids = some.sampled_from(["a", "b", "c"])
names = some.sampled_from(["Ada", "Ben"])
printers = some.sampled_from(QUEUES)


class Steps(RuleBasedStateMachine):
    """Steps in a world; `run` performs one to its end."""

    runner: asyncio.Runner
    world: World

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    async def bring_about(self) -> None:
        """A desk's badge more, on its way through living nodes to a printer that begins with it."""
        await self.world.rescue()
        await self.world.insert("desk", {"id": f"more{next(self.world.more)}", "name": "Cy"}, 3)
        await self.world.work(24, 2, paper=False)
        for number in self.world.cupsd.numbers(JobState.PENDING):
            self.world.cupsd.start(number)
        await self.world.work(8, 2, paper=False)


def when(possible: Callable[[Any], Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Take a step when it can be taken; where it cannot, something is brought about first. A precondition would do without that, and
    would let what is drawn hang on the times of a real database: hypothesis takes one story for two."""

    def limited(step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def taken(self: Any, /, **drawn: Any) -> None:
            if not possible(self):
                self.run(self.bring_about())
            if possible(self):
                step(self, **drawn)

        return taken

    return limited
