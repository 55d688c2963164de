"""What all steps of the model share: the world they happen in, and what is drawn for them."""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine

from tests.model.hand import FAULT, LOST, OK
from tests.model.world import World

verdicts = some.sampled_from([OK, OK, OK, OK, OK, FAULT, LOST])
which = some.integers(0, 30)
badge_ids = some.sampled_from(["a", "b", "c"])
names = some.sampled_from(["Ada", "Ben"])


class Steps(RuleBasedStateMachine):
    """Steps in a world; `run` performs one to its end."""

    runner: asyncio.Runner
    world: World

    def run(self, work: Any) -> Any:
        return self.runner.run(work)


def when(possible: Callable[[Any], Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Leave a step out where it cannot be taken. A precondition would let what is drawn hang on the times of a real database."""

    def limited(step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def taken(self: Any, /, **drawn: Any) -> None:
            if possible(self):
                step(self, **drawn)

        return taken

    return limited


def has_nodes(steps: Any) -> bool:
    return bool(steps.world.nodes)
