"""A row that any producer writes with plain SQL is seen at once."""

import asyncio
import json

import psycopg

from ledger.wire import enqueue, impose, wake
from tests.ledger.conftest import Ledger

INSERT = "insert into oban_jobs (queue, worker, state) select q, 'w', s::oban_job_state from unnest(%s::text[], %s::text[]) as j (q, s)"


async def heard(conn: psycopg.AsyncConnection) -> list[str]:
    """The queues named by the notifications that have arrived."""
    return sorted([json.loads(note.payload)["queue"] async for note in conn.notifies(timeout=1, stop_after=3)])


async def test_each_queue_with_a_new_job_is_woken_once(ledger: Ledger, database: str):
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listener:
        await listener.execute('listen "public.oban_insert"')
        listening = asyncio.ensure_future(heard(listener))
        queues, states = ["badges", "badges", "desk", "later"], ["available", "available", "available", "scheduled"]
        await ledger.conn.execute(INSERT, [queues, states])
        assert await listening == ["badges", "desk"]


async def test_our_own_jobs_wake_theirs(ledger: Ledger, database: str):
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listener:
        await listener.execute('listen "public.oban_insert"')
        listening = asyncio.ensure_future(heard(listener))
        async with ledger.conn.transaction():
            await enqueue(ledger.conn, [impose(1, urgent=False), impose(2, urgent=True)])
            await wake(ledger.conn, ["P", "P"])
        assert await listening == ["sheets", "spool"]
        [(feeds,)] = await ledger.all("select count(*) from oban_jobs where queue = 'spool'")
        assert feeds == 1
        await wake(ledger.conn, ["P"])
        assert await ledger.all("select count(*) from oban_jobs where queue = 'spool'") == [(1,)]
