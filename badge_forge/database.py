"""The database: Oban's tables in public, so that an Elixir application may migrate before or after us, and the ledger in its own schema."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from oban.schema import install_sql
from psycopg import AsyncConnection, OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import InsufficientPrivilege
from psycopg_pool import AsyncConnectionPool

from badge_forge.config import Config
from badge_forge.connections import pool_of
from badge_forge.database_words import AGAIN_S
from badge_forge.postgres import EmbeddedPostgres, default_root
from badge_forge.postgres_programs import PostgresError
from ledger.migrate import migrate as migrate_ledger

log = logging.getLogger("badgeforge")

PATIENCE_S = "10"
"""how long a server that does not answer is asked, where the URL does not say"""
_OBAN_LOCK = 0x6F62616E  # any constant that nobody else uses as an advisory lock: "oban"

BESIDE_ELIXIR = """
create unlogged table if not exists oban_peers (
    name text primary key,
    node text not null,
    started_at timestamp without time zone not null,
    expires_at timestamp without time zone not null
);
do $$
begin
    if obj_description('oban_jobs'::regclass) is null then
        comment on table oban_jobs is '14';
    end if;
end $$;
"""
"""What Elixir's migration looks for: with it, `Oban.Migration` after ours is a no-op, without it it fails."""

UNWEDGEABLE = """
do $$
begin
    if not exists (select from pg_constraint where conname = 'badgeforge_unwedgeable') then
        alter table oban_jobs add constraint badgeforge_unwedgeable check (
            priority between 0 and 9 and btrim(worker) <> '' and jsonb_typeof(args) = 'object' and queue ~ '^[a-z0-9_]+$'
        ) not valid;
    end if;
    if not exists (select from pg_constraint where conname = 'badgeforge_dates') then
        alter table oban_jobs add constraint badgeforge_dates check (
            least(inserted_at, scheduled_at, attempted_at, completed_at, cancelled_at, discarded_at) >= '0001-01-01'
            and greatest(inserted_at, scheduled_at, attempted_at, completed_at, cancelled_at, discarded_at) < '10000-01-01'
        ) not valid;
    end if;
end $$;
"""
"""One row that breaks this stops its whole queue on every node, so the database refuses it: Python has no infinity among its dates.
`not valid`: rows of the past stay."""


class NoDatabase(Exception):  # noqa: N818 (what the user must mend)
    """The database that the configuration names cannot be used: rule, value, remedy."""


LOOK_S = 1.0
"""between two looks at our own server"""


async def migrate(conninfo: str) -> None:
    """Bring Oban's tables and the ledger up to date. Safe from many nodes at once, and again and again."""
    async with await AsyncConnection.connect(conninfo, autocommit=True) as conn:
        async with conn.transaction():
            await conn.execute("select pg_advisory_xact_lock(%s)", [_OBAN_LOCK])
            for sql in (install_sql(), BESIDE_ELIXIR, UNWEDGEABLE):
                await conn.execute(sql.encode())
        await migrate_ledger(conn)


@asynccontextmanager
async def connected(config: Config, *, size: int = 10) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """A pool on the configured database, or on the embedded one, which runs as long as somebody uses it; migrated."""
    if config.database_url:
        await _migrate_given(config.database_url)
        async with pool_of(config.database_url, size) as pool:
            yield pool
    else:
        with EmbeddedPostgres(root=default_root(config.var)) as postgres:
            await migrate(postgres.dsn)
            async with pool_of(postgres.dsn, size) as pool, _kept_alive(postgres):
                yield pool


@asynccontextmanager
async def _kept_alive(postgres: EmbeddedPostgres) -> AsyncIterator[None]:
    """Our own server that ends under its users (killed, out of memory) is started anew by the first of them that sees it."""
    keeper = asyncio.create_task(_keep_alive(postgres), name="postgres")
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.wait([keeper])


async def _keep_alive(postgres: EmbeddedPostgres) -> None:
    quiet_until = 0.0
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            if not postgres.lives():
                await asyncio.to_thread(postgres.start)
                log.warning("the embedded PostgreSQL had ended; it is started anew")
        except PostgresError as error:  # such as: its disk is full, or what is left of the old one still holds its memory
            if time.monotonic() >= quiet_until:
                log.warning("%s", error)
                quiet_until = time.monotonic() + AGAIN_S


async def _migrate_given(url: str) -> None:
    conninfo = make_conninfo(url, **({"connect_timeout": PATIENCE_S} | conninfo_to_dict(url)))
    try:
        await _require_utf8(conninfo)
        await migrate(conninfo)
    except (OperationalError, InsufficientPrivilege) as error:
        said = " ".join(str(error).split())
        remedy = "start it, or correct BADGEFORGE_DATABASE_URL or url in [database]; without them an embedded one is used"
        raise NoDatabase(f"the database must answer and let us in: {said}; {remedy}") from error


async def _require_utf8(conninfo: str) -> None:
    async with await AsyncConnection.connect(conninfo, autocommit=True) as conn:
        encoding = conn.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        remedy = "create it with `createdb -T template0 -E UTF8 --locale C.UTF-8`"
        raise NoDatabase(f"names of all scripts need a database in UTF8: this one is in {encoding}; {remedy}")
