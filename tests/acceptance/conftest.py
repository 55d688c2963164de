"""The database as a producer and an operator see it."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.services.node import wait_for

INSERT = "insert into oban_jobs (queue, worker, args, max_attempts) values (%s, 'badge_forge.generator.GenerateBadge', %s, 20)"


class Database:
    """Plain SQL: what a producer in any language has."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.conninfo, autocommit=True) as conn:
            cursor = conn.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        return self.rows(sql, *values)[0][0]

    def insert(self, *people: dict[str, object], queue: str = "badges") -> None:
        with psycopg.connect(self.conninfo, autocommit=True) as conn:
            conn.cursor().executemany(INSERT, [(queue, json.dumps(person)) for person in people])

    def confirmations(self, state: str = "completed") -> int:
        return int(self.one("select count(*) from oban_jobs where queue = 'printing' and state::text = %s", state))

    def job(self, badge: str) -> int:
        """The first job that a producer inserted for this badge."""
        return int(self.one("select min(id) from oban_jobs where worker like '%%GenerateBadge' and args ->> 'id' = %s", badge))

    def ended(self, job: int) -> bool:
        return bool(self.one("select state in ('completed', 'cancelled', 'discarded') from oban_jobs where id = %s", job))

    def retry(self, job: int) -> None:
        """As Oban Web retries a job that has ended, and wait for its end."""
        wait_for(lambda: self.ended(job), what=f"job {job} has ended")
        self.rows(
            "update oban_jobs set state = 'available', scheduled_at = timezone('utc', now()), completed_at = null, cancelled_at = null,"
            " discarded_at = null, max_attempts = greatest(max_attempts, attempt + 1) where id = %s",
            job,
        )
        queue = self.one("select queue from oban_jobs where id = %s", job)
        self.rows("select pg_notify('public.oban_insert', %s)", json.dumps({"queue": queue}))
        wait_for(lambda: self.ended(job), what=f"job {job} has ended again")


@pytest.fixture
def db(database: str) -> Database:
    return Database(database)


@pytest.fixture
def people() -> Callable[[int], list[dict[str, object]]]:
    return lambda count: [{"id": f"P{n}", "name": f"Person{n}", "type": "attendee"} for n in range(count)]
