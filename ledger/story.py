"""The history as a stream: however long it is, a chunk of it is in memory at a time."""

from collections.abc import AsyncIterator
from datetime import datetime

from psycopg.rows import dict_row

from ledger.statements import Connection, Row, statement

CHUNK = 2000
"""rows that the database sends at a time"""


async def history(conn: Connection, event: str, *, since: datetime | None = None) -> AsyncIterator[Row]:
    """All that happened of an event, oldest first. What happens meanwhile is not in it."""
    async with conn.transaction(), conn.cursor(name="history", row_factory=dict_row) as cursor:
        cursor.itersize = CHUNK
        await cursor.execute(statement("history/all"), {"event": event, "since": since})
        async for row in cursor:
            yield row
