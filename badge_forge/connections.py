"""Connections to the database: what they cost, what is prepared on them, and how they read what any producer wrote."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

CHECK_S = 1.0
QUEUES = 8
"""connections of Oban's own"""
STILL_S = 30.0
"""a transaction in which nobody says anything for so long is ended: a node that stands still (a laptop's lid) keeps its locks, one that
starts waits for them, and all others for that one"""
PREPARED = 300
"""statements that a connection keeps prepared: all of the ledger's and of Oban's"""

type Configure = Callable[[AsyncConnection[Any]], Awaitable[None]]

_checked: WeakKeyDictionary[AsyncConnection[Any], float] = WeakKeyDictionary()


async def _check(conn: AsyncConnection[Any]) -> None:
    """Ask a connection whether it lives before it is lent, unless it was lent within the last second: a question costs a round trip."""
    now = time.monotonic()
    if now - _checked.get(conn, 0.0) > CHECK_S:
        await AsyncConnectionPool.check_connection(conn)
    _checked[conn] = now


@asynccontextmanager
async def pool_of(conninfo: str, size: int, configure: Configure | None = None) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """size: of connections at most; configure: what each of them gets, in place of `configured`."""
    pool = AsyncConnectionPool[Any](
        conninfo,
        min_size=1,
        max_size=size,
        # autocommit saves a BEGIN and a COMMIT round trip wherever a statement stands alone. Prepared at their first use: a desk's badge
        # comes once a minute, to another connection each time, and to plan its statements takes longer than to perform them.
        kwargs={"autocommit": True, "prepare_threshold": 0},
        configure=configure or configured,
        check=_check,
        open=False,
    )
    async with pool:
        yield pool


@asynccontextmanager
async def pool_of_queues(pool: AsyncConnectionPool[Any]) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """Oban's own connections to the same database. One plan for any limit takes a fetch for a tenth of all jobs, and reads them all to join
    them: 35 ms where 100,000 wait. Key by key it is 1 ms, whatever waits."""

    async def configure(conn: AsyncConnection[Any]) -> None:
        await configured(conn)
        for way in ("hashjoin", "mergejoin"):
            await conn.execute(f"set enable_{way} = off".encode())

    async with pool_of(str(pool.conninfo), QUEUES, configure) as own:
        yield own


async def configured(conn: AsyncConnection[Any]) -> None:
    """As every connection of ours is."""
    set_json_loads(_readable, conn)
    conn.prepared_max = PREPARED
    await conn.execute("set plan_cache_mode = force_generic_plan")  # they ask by keys: a plan made anew each time is no better
    await conn.execute(f"set idle_in_transaction_session_timeout = {STILL_S * 1000:.0f}".encode())


def _readable(text: str | bytes) -> Any:
    """JSON from any producer. What Python cannot hold (an integer of 4,301 digits, 12,000 lists in each other) is null, and its job is
    rejected: an error here would stop its whole queue on every node."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
