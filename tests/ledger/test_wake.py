"""A row that any producer writes with plain SQL is seen at once."""

import json

import psycopg

from ledger.wire import enqueue, impose, wake
from tests.ledger.conftest import Ledger

INSERT = "insert into oban_jobs (queue, worker, state) select q, 'w', s::oban_job_state from unnest(%s::text[], %s::text[]) as j (q, s)"


async def heard(ledger: Ledger, listener: psycopg.AsyncConnection) -> list[str]:
    """The queues named by the notifications until now: they arrive in the order of their transactions."""
    await ledger.conn.execute("select pg_notify('public.oban_insert', '{}')")
    queues: list[str] = []
    async for note in listener.notifies():
        if not (said := json.loads(note.payload)):
            break
        queues.append(said["queue"])
    return sorted(queues)


async def test_each_queue_with_a_new_job_is_woken_once(ledger: Ledger, database: str):
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listener:
        await listener.execute('listen "public.oban_insert"')
        queues, states = ["badges", "badges", "desk", "later"], ["available", "available", "available", "scheduled"]
        await ledger.conn.execute(INSERT, [queues, states])
        assert await heard(ledger, listener) == ["badges", "desk"]


async def test_our_own_jobs_wake_theirs(ledger: Ledger, database: str):
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listener:
        await listener.execute('listen "public.oban_insert"')
        async with ledger.conn.transaction():
            await enqueue(ledger.conn, [impose(1, urgent=False), impose(2, urgent=True)])
            await wake(ledger.conn, ["P", "P"])
        assert await heard(ledger, listener) == ["sheets", "spool"]
        [(feeds,)] = await ledger.all("select count(*) from oban_jobs where queue = 'spool'")
        assert feeds == 1
        await wake(ledger.conn, ["P"])
        assert await ledger.all("select count(*) from oban_jobs where queue = 'spool'") == [(1,)]
