"""The database as a producer and an operator see it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import psycopg
import pytest

from tests.services.node import wait_for

INSERT = "insert into oban_jobs (queue, worker, args, max_attempts) values (%s, 'badge_forge.generator.GenerateBadge', %s, 20)"


class Database:
    """Plain SQL: what a producer in any language has."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self._kept: psycopg.Connection[Any] | None = None
        self._one_at_a_time = Lock()

    def __del__(self) -> None:
        if self._kept is not None:
            self._kept.close()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """The same one for each question, for a wait asks thirty times a second, and a new one costs the server more than ten answers.
        Where it is broken, another."""
        with self._one_at_a_time:
            if self._kept is None or not _answers(self._kept):
                self._kept = psycopg.connect(self.conninfo, autocommit=True, prepare_threshold=None)
            yield self._kept

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection() as conn:
            cursor = conn.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        return self.rows(sql, *values)[0][0]

    def insert(self, *people: dict[str, object], queue: str = "badges") -> None:
        with self.connection() as conn:
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


def _answers(conn: psycopg.Connection[Any]) -> bool:
    try:
        conn.execute("select")
        return True
    except psycopg.OperationalError:
        conn.close()
        return False


@pytest.fixture
def db(database: str) -> Database:
    return Database(database)


@pytest.fixture
def people() -> Callable[[int], list[dict[str, object]]]:
    return lambda count: [{"id": f"P{n}", "name": f"Person{n}", "type": "attendee"} for n in range(count)]
