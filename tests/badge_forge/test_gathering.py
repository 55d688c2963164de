"""Calls that come close together are done together, and none suffers for another."""

import asyncio
from collections.abc import Sequence

import pytest

from badge_forge.gathering import Gathering


class Work:
    """Doubles numbers; 13 cannot be done."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        self.seen.append(list(items))
        if 13 in items:
            raise ValueError("13")
        return [2 * item for item in items]


async def test_calls_of_one_turn_of_the_loop_are_done_at_once_and_get_their_own_results():
    work = Work()
    gathered = Gathering(work)
    assert await asyncio.gather(*(gathered(n) for n in range(3))) == [0, 2, 4]
    assert work.seen == [[0, 1, 2]]


async def test_one_that_cannot_be_done_fails_alone():
    gathered = Gathering(Work())
    results = await asyncio.gather(*(gathered(n) for n in (1, 13, 2)), return_exceptions=True)
    assert results[0] == 2
    assert isinstance(results[1], ValueError)
    assert results[2] == 4


async def test_an_urgent_one_does_not_wait_and_takes_along_who_waits():
    work = Work()
    gathered = Gathering(work, window_s=3600)
    waiting = asyncio.ensure_future(gathered(1))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(gathered(2, urgent=True), 10) == 4
    assert await asyncio.wait_for(waiting, 10) == 2
    assert work.seen == [[1, 2]]


async def test_a_caller_that_gives_up_takes_nobody_with_it():
    gathered = Gathering(Work())
    first, second = asyncio.ensure_future(gathered(1)), asyncio.ensure_future(gathered(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 4
    with pytest.raises(asyncio.CancelledError):
        await first
