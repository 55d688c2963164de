"""The database as a producer and an operator see it."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

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


@pytest.fixture
def db(database: str) -> Database:
    return Database(database)


@pytest.fixture
def people() -> Callable[[int], list[dict[str, object]]]:
    return lambda count: [{"id": f"P{n}", "name": f"Person {n}", "type": "attendee"} for n in range(count)]
