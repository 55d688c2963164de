"""The database: Oban's tables in public, so that an Elixir application may migrate before or after us, and the ledger in its own schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from oban.schema import install_sql
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from badge_forge.config import Config
from badge_forge.postgres import EmbeddedPostgres, default_root
from ledger.migrate import migrate as migrate_ledger

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
end $$;
"""
"""One row that breaks this stops its whole queue on every node, so the database refuses it. `not valid`: rows of the past stay."""


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
        async with _pool(config.database_url, size) as pool:
            yield pool
    else:
        with EmbeddedPostgres(root=default_root(config.var)) as postgres:
            async with _pool(postgres.dsn, size) as pool:
                yield pool


@asynccontextmanager
async def _pool(conninfo: str, size: int) -> AsyncIterator[AsyncConnectionPool[Any]]:
    await migrate(conninfo)
    # autocommit saves a BEGIN and a COMMIT round trip wherever a statement stands alone.
    pool = AsyncConnectionPool[Any](
        conninfo, min_size=1, max_size=size, kwargs={"autocommit": True}, check=AsyncConnectionPool.check_connection, open=False
    )
    async with pool:
        yield pool
