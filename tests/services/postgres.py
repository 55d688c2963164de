"""The tests' PostgreSQL: one server a session, one template with the schema, one database a test."""

import asyncio
from collections.abc import Iterator
from itertools import count

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from badge_forge.postgres import EmbeddedPostgres
from tests.services.folders import quickest, service_folder

UNSAFE_BUT_FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "300"}
"""synchronous_commit stays on: a test that kills must lose no commit that it saw"""
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """conninfo of the session's server (its database `postgres`)."""
    with service_folder(quickest()) as folder, EmbeddedPostgres(root=folder / "pg", settings=UNSAFE_BUT_FAST) as server:
        yield server.dsn


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """Name of the database that each test gets a copy of: empty, with the schema."""
    from badge_forge.database import migrate

    _administer(postgres, "CREATE DATABASE template_badges")
    asyncio.run(migrate(make_conninfo(postgres, dbname="template_badges")))
    return "template_badges"


@pytest.fixture
def database(postgres: str, template: str) -> Iterator[str]:
    """conninfo of a database of the test's own, with the schema; dropped afterwards, whoever is still connected."""
    yield from _copy(postgres, template)


@pytest.fixture(scope="module")
def shared_database(postgres: str, template: str) -> Iterator[str]:
    """The same for a module whose tests share a node."""
    yield from _copy(postgres, template)


@pytest.fixture
def bare_database(postgres: str) -> Iterator[str]:
    """conninfo of a database of the test's own without any schema."""
    yield from _copy(postgres, "template1")


def _copy(postgres: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _administer(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_conninfo(postgres, dbname=name)
    finally:
        _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)
