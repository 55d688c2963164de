"""Oban's acknowledgements in one statement: the rows must be as Oban itself would leave them."""

from datetime import timedelta
from typing import Any

from oban._executor import AckAction
from oban._query import Query, _ack_jobs

from badge_forge.acknowledging import acknowledge
from badge_forge.connections import pool_of

INSERT = "insert into oban_jobs (queue, worker, args) select 'q', 'W', '{}' from generate_series(1, 6)"
ROWS = """
select state::text, attempt, completed_at is not null, cancelled_at is not null, scheduled_at > inserted_at, errors, meta
from oban_jobs
where queue = 'q'
order by id
"""


async def left_by(way: Any, database: str) -> tuple[set[int], list[Any]]:
    """How many of six jobs a way acknowledged, by their place, and the rows that it leaves; the last two were given to somebody else."""
    async with pool_of(database, 1) as pool, pool.connection() as conn:
        await conn.execute("delete from oban_jobs")
        await conn.execute(INSERT)
    async with pool_of(database, 1) as pool:
        query = Query(pool)
        jobs = sorted(await query.fetch_jobs(demand=6, queue="q", node="n", uuid="u"), key=lambda job: job.id)
        jobs[4].attempted_at -= timedelta(microseconds=1)
        async with pool.connection() as conn:
            await conn.execute("update oban_jobs set state = 'available' where id = %s", [jobs[5].id])
        kinds = [
            {"state": "completed"},
            {"state": "completed"},
            {"state": "retryable", "error": {"attempt": 1, "at": "now", "error": "boom"}, "schedule_in": 2},
            {"state": "scheduled", "attempt_change": -1, "schedule_in": 2, "meta": {"snoozed": 1}},
            {"state": "completed"},
            {"state": "completed"},
        ]
        acks = [AckAction(job=job, **kind) for job, kind in zip(jobs, kinds, strict=True)]
        acked = {job - jobs[0].id for job in await way(query, acks)}
        async with pool.connection() as conn:
            return acked, await (await conn.execute(ROWS)).fetchall()


async def test_jobs_end_as_oban_itself_would_end_them(database: str):
    ours, theirs = await left_by(acknowledge, database), await left_by(_ack_jobs, database)
    assert ours == theirs
    assert ours[0] == {0, 1, 2, 3}, "and not those that are another worker's by now"
