"""Who may call a node dead: not one that could not have heard of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge.presence import Presence
from badge_forge.reconciling import SILENT_S, Reconciling
from ledger import nodes
from ledger.store import Room


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    async with AsyncConnectionPool[Any](database, kwargs={"autocommit": True}, open=False) as made:
        yield made


async def living(pool: AsyncConnectionPool[Any]) -> list[str]:
    async with pool.connection() as conn:
        return [name for (name,) in await (await conn.execute("select name from badgeforge.node order by name")).fetchall()]


async def test_a_node_that_was_cut_off_gives_the_others_time_to_come_back(pool: AsyncConnectionPool[Any], tmp_path: Path):
    clock = Clock()
    with Presence(tmp_path, "one") as presence:
        chores = Reconciling(pool=pool, oban=cast(Oban, None), name="one", presence=presence, room=Room(), clock=clock)
        async with pool.connection() as conn:
            await nodes.beat(conn, "other")
            await conn.execute("update badgeforge.node set seen = now() - interval '1 minute'")
        clock.now += 60  # the database was away for a minute
        await chores.rescue()
        assert await living(pool) == ["one", "other"]
        for _ in range(int(SILENT_S) + 1):
            clock.now += 1
            await chores.rescue()
        assert await living(pool) == ["one"]
