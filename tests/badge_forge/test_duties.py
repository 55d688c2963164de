"""What a duty gets over, and what ends it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from badge_forge.duties import Duty


@pytest.fixture
async def pool() -> AsyncIterator[AsyncConnectionPool[Any]]:
    yield AsyncConnectionPool[Any](open=False)  # a duty without a lease needs none of its connections


async def test_a_fault_in_a_turn_is_told_and_the_next_turn_comes(pool: AsyncConnectionPool[Any], caplog: pytest.LogCaptureFixture):
    turns, third = [], asyncio.Event()

    async def verb() -> None:
        turns.append(len(turns))
        if len(turns) == 2:
            raise KeyError("job-state")
        if len(turns) == 3:
            third.set()
            await asyncio.Event().wait()

    duty = Duty(name="poller", every_s=0, verb=verb, pool=pool, holder="h", leased=False)
    duty.start()
    async with asyncio.timeout(30):
        await third.wait()
        await duty.stop()  # ends it in the middle of a turn
    [said] = caplog.records
    assert (said.levelname, "duty poller" in said.message) == ("ERROR", True)
    assert "KeyError: 'job-state'" in caplog.text
    assert turns == [0, 1, 2]
