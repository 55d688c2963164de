"""Badges as a person asks for them: by id or by a piece of the name, with their history."""

from ledger.statements import Connection, Row, row, rows

MOST = 20
"""matches of a search"""


async def find(conn: Connection, event: str, query: str) -> list[Row]:
    """The badges that `query` may mean: the one of that id, else those whose name has all its words; at most MOST."""
    words = [word.replace("!", "!!").replace("%", "!%").replace("_", "!_") for word in query.lower().split()]
    found = await rows(conn, "badge/find", event=event, query=query, words=words, most=MOST)
    exact = [badge for badge in found if badge["exact"]]
    return exact or found


async def story(conn: Connection, badge: int) -> list[Row]:
    """Everything that happened to a badge, oldest first."""
    return await rows(conn, "badge/story", badge=badge)


async def last_route(conn: Connection, badge: int) -> str | None:
    """The queue that its latest print took."""
    found = await row(conn, "badge/route", badge=badge)
    return found["route"] if found else None
