"""Who may call a node dead: not one that could not have heard of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge.presence import Presence
from badge_forge.reconciling import FAR_S, LATE_S, LOOK_S, LOOK_SHARE, SILENT_S, Reconciling
from ledger import nodes
from ledger.store import Room, Store


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.pace = 0.0
        """by which it goes on each time that somebody looks at it"""

    def __call__(self) -> float:
        self.now += self.pace
        return self.now


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    async with AsyncConnectionPool[Any](database, kwargs={"autocommit": True}, open=False) as made:
        yield made


async def living(pool: AsyncConnectionPool[Any]) -> list[str]:
    async with pool.connection() as conn:
        return [name for (name,) in await (await conn.execute("select name from badgeforge.node order by name")).fetchall()]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chores(pool: AsyncConnectionPool[Any], tmp_path: Path, clock: Clock) -> Iterator[Reconciling]:
    """A node's, which calls itself `one`."""
    with Presence(tmp_path, "one") as presence:
        yield Reconciling(
            pool=pool, oban=cast(Oban, None), name="one", presence=presence, room=Room(), store=Store(root=tmp_path), clock=clock
        )


async def silence(pool: AsyncConnectionPool[Any], name: str, seconds: float) -> None:
    """A node of which nobody has heard for so long."""
    async with pool.connection() as conn:
        await nodes.beat(conn, name)
        await conn.execute("update badgeforge.node set seen = now() - make_interval(secs => %s) where name = %s", [seconds, name])


@pytest.mark.parametrize(("took", "rest"), [(0.01, LOOK_S), (7.0, 7.0 * LOOK_SHARE)])
async def test_a_look_at_a_million_badges_leaves_the_database_to_the_work(chores: Reconciling, clock: Clock, took: float, rest: float):
    clock.pace = took
    assert await chores.reconcile() == pytest.approx(rest)


async def test_a_node_that_was_cut_off_gives_the_others_time_to_come_back(
    pool: AsyncConnectionPool[Any], chores: Reconciling, clock: Clock
):
    await silence(pool, "other", 60)
    clock.now += 60  # the database was away for a minute
    await chores.rescue()
    assert await living(pool) == ["one", "other"]
    for _ in range(int(SILENT_S) + 1):
        clock.now += 1
        await chores.rescue()
    assert await living(pool) == ["one"]


async def test_a_node_elsewhere_is_dead_after_seconds_unless_this_one_was_late_too(
    pool: AsyncConnectionPool[Any], chores: Reconciling, clock: Clock
):
    clock.now += LATE_S + 1  # the machine was busy
    await silence(pool, "slow", FAR_S + 1)
    await chores.rescue()
    assert await living(pool) == ["one", "slow"]
    for _ in range(int(SILENT_S) + 1):
        clock.now += 1
        await silence(pool, "slow", FAR_S - 1)
        await chores.rescue()
    assert await living(pool) == ["one", "slow"]
    await silence(pool, "slow", FAR_S + 1)
    await chores.rescue()
    assert await living(pool) == ["one"]


async def test_a_neighbour_that_holds_its_lock_is_stopped_and_not_dead_yet(
    pool: AsyncConnectionPool[Any], chores: Reconciling, tmp_path: Path
):
    with Presence(tmp_path, "stopped"):
        await silence(pool, "stopped", SILENT_S - 1)
        await chores.rescue()
        assert await living(pool) == ["one", "stopped"]
        await silence(pool, "stopped", SILENT_S + 1)
        await chores.rescue()
        assert await living(pool) == ["one"]
