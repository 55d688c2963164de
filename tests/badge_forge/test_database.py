"""The jobs table, which others write too: a row that would stop a whole queue is refused where it is inserted. And our own server."""

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files

import psycopg
import pytest

from badge_forge import connections
from badge_forge.config import Config
from badge_forge.connections import pool_of, pool_of_queues
from badge_forge.database import connected
from badge_forge.database_words import passes
from badge_forge.postgres import default_root
from tests.services.folders import service_folder
from tests.services.node import wait_for

GENERATE = "badge_forge.generator.GenerateBadge"


@pytest.mark.parametrize(
    "column",
    [
        {"priority": 99},
        {"worker": "  "},
        {"args": "[]"},
        {"queue": 'a"b'},
        {"scheduled_at": "infinity"},
        {"scheduled_at": "-infinity"},
        {"inserted_at": "0044-03-15 BC"},
        {"completed_at": "10000-01-01"},
    ],
    ids=str,
)
def test_a_row_that_no_node_could_read_is_refused(database: str, column: dict[str, object]):
    row = {"queue": "badges", "worker": GENERATE, "args": "{}"} | column
    insert = f"insert into oban_jobs ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})"
    with psycopg.connect(database) as conn, pytest.raises(psycopg.errors.CheckViolation, match="badgeforge_"):
        conn.execute(insert.encode(), list(row.values()))


def test_a_row_of_any_sensible_time_is_taken(database: str):
    with psycopg.connect(database) as conn:
        conn.execute("insert into oban_jobs (queue, worker, scheduled_at) values ('badges', 'x', '9999-12-31'), ('badges', 'x', now())")


async def test_a_statement_is_planned_once_on_a_connection(database: str):
    """A desk's badge comes once a minute: planning its statements again took longer than performing them."""
    async with connected(replace(Config(), database_url=database), size=1) as pool, pool.connection() as conn:
        await conn.execute("select 7 + %s", [1])
        found = await conn.execute("select count(*) from pg_prepared_statements where statement = 'select 7 + $1'")
        assert await found.fetchone() == (1,)


async def test_a_fetch_reads_no_job_that_it_does_not_take(database: str):
    """Of Oban's own statement, which is planned once for any number of jobs."""
    fetch = (files("oban") / "queries" / "fetch_jobs.sql").read_text()
    for number, name in enumerate(("queue", "demand", "attempted_by"), 1):
        fetch = fetch.replace(f"%({name})s", f"${number}")
    async with connected(replace(Config(), database_url=database), size=1) as pool, pool_of_queues(pool) as queues:
        async with queues.connection() as conn:
            wait = "insert into oban_jobs (queue, worker) select 'badges', 'x' from generate_series(1, 5000)"
            for sql in (wait, "analyze oban_jobs", f"prepare taking (text, int, text[]) as {fetch}"):
                await conn.execute(sql.encode())
            plan = [row[0] for row in await (await conn.execute("explain execute taking ('badges', 8, '{n}')")).fetchall()]
        assert not [step for step in plan if "Seq Scan on oban_jobs" in step], plan


async def test_the_embedded_server_that_is_killed_is_started_anew_under_its_users():
    with service_folder() as folder:
        config = replace(Config(), var=folder / "var")
        root = default_root(config.var)
        try:
            async with connected(config, size=2) as pool:
                pidfile = root / "data" / "postmaster.pid"
                server = pidfile.read_text().split()[0]
                os.kill(int(server), signal.SIGKILL)
                ask = lambda: pidfile.exists() and pidfile.read_text().split()[:1] not in ([], [server])  # noqa: E731
                await asyncio.to_thread(wait_for, ask, what="another server")
                with suppress(psycopg.OperationalError):  # a connection of before may be lent once
                    await pool.check()
                async with pool.connection() as conn:
                    await conn.execute("select from badgeforge.print")
        finally:
            shutil.rmtree(root, ignore_errors=True)


async def test_a_node_that_stands_still_in_a_transaction_lets_go_of_its_locks(database: str, monkeypatch: pytest.MonkeyPatch):
    """Another one that starts wants the whole table, and all others would wait for that one."""
    monkeypatch.setattr(connections, "STILL_S", 0.2)
    async with pool_of(database, 1) as ours, await psycopg.AsyncConnection.connect(database, autocommit=True) as theirs:
        async with ours.connection() as still:
            with pytest.raises(psycopg.Error) as ended:
                async with still.transaction():
                    await still.execute("select from oban_jobs")
                    await theirs.execute("alter table oban_jobs add column mark text")
                    await still.execute("select from oban_jobs")
        assert passes(ended.value), "it is tried again, and no job is to blame"
        async with ours.connection() as anew:
            await anew.execute("select mark from oban_jobs")
