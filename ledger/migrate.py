"""Bring the ledger's schema up to date. Safe to call from many nodes at once, and again and again."""

from importlib.resources import files

from psycopg import AsyncConnection

from ledger.states import edges

_LOCK = 0x62616467  # any constant that nobody else uses as an advisory lock: "badg"


async def migrate(conn: AsyncConnection) -> None:
    """Apply each migration once, in the order of the names, in one transaction; then write the table of states."""
    async with conn.transaction():
        await conn.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        await conn.execute("create schema if not exists badgeforge")
        await conn.execute("create table if not exists badgeforge.migration (name text primary key)")
        applied = {row[0] for row in await (await conn.execute("select name from badgeforge.migration")).fetchall()}
        for name, text in _migrations():
            if name not in applied:
                await conn.execute(text.encode())
                await conn.execute("insert into badgeforge.migration values (%s)", [name])
        await _write_edges(conn)


def _migrations() -> list[tuple[str, str]]:
    folder = files("ledger") / "migrations"
    return sorted((entry.name, entry.read_text()) for entry in folder.iterdir() if entry.name.endswith(".sql"))


async def _write_edges(conn: AsyncConnection) -> None:
    what, from_state, to_state = (list(column) for column in zip(*edges(), strict=True))
    await conn.execute("delete from badgeforge.edge")
    await conn.execute(
        "insert into badgeforge.edge select * from unnest(%s::text[], %s::text[], %s::text[])",
        [what, from_state, to_state],
    )
