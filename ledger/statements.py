"""The ledger's SQL: one statement a file below sql/, named parameters, read once."""

from functools import cache
from importlib.resources import files
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

type Connection = AsyncConnection[Any]
type Row = dict[str, Any]


@cache
def statement(name: str) -> LiteralString:
    """The text of sql/<name>.sql; they are ours, so they count as literals."""
    return (files("ledger") / "sql" / f"{name}.sql").read_text()


async def rows(conn: Connection, name: str, /, **parameters: Any) -> list[Row]:
    """Run sql/<name>.sql and return its rows as dicts."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement(name), parameters)
        return await cursor.fetchall() if cursor.description else []


async def records[T](conn: Connection, kind: type[T], name: str, /, **parameters: Any) -> list[T]:
    """Run sql/<name>.sql, whose columns are the fields of a dataclass."""
    async with conn.cursor(row_factory=class_row(kind)) as cursor:
        await cursor.execute(statement(name), parameters)
        return await cursor.fetchall()


async def row(conn: Connection, name: str, /, **parameters: Any) -> Row | None:
    """The first row of `rows`, or None."""
    found = await rows(conn, name, **parameters)
    return found[0] if found else None


async def run(conn: Connection, name: str, /, **parameters: Any) -> int:
    """Run a statement for its effect and return how many rows it touched."""
    async with conn.cursor() as cursor:
        await cursor.execute(statement(name), parameters)
        return cursor.rowcount
