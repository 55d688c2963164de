"""What a person names must be known: a queue, a printer, a badge. Who names another one is told which there are."""

import click

from badge_forge.session import attention
from ledger import badges, printers, routes
from ledger.printers import Printer
from ledger.routes import Route
from ledger.statements import Connection, Row


async def known_route(conn: Connection, queue: str) -> Route:
    """The route of this queue."""
    route = await routes.get(conn, queue)
    if route is None:
        known = ", ".join(each.queue for each in await routes.all_routes(conn))
        raise attention(f"no queue is called {queue}; known are {known}, or add [queues.{queue}] to the configuration")
    return route


async def known_printer(conn: Connection, name: str) -> Printer:
    """The printer of this name."""
    printer = await printers.get(conn, name)
    if printer is None:
        known = ", ".join(each["name"] for each in await printers.all_printers(conn))
        raise attention(f"no printer is called {name}; known are {known}, and `badgeforge printer add {name}` makes it known")
    return printer


class NotUnique(click.ClickException):
    """A person asked for one badge and means several, or none."""

    exit_code = 2


async def one_badge(conn: Connection, event: str, query: str) -> Row:
    """The one badge that `query` means, its id or a piece of its name. Raises NotUnique with the matches."""
    found = await badges.find(conn, event, query) if query.strip() else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotUnique(f"no badge of {event} has the id or name {query!r}; give its id, or another piece of the name")
    matches = "\n".join(f"  {badge['badge_id']}  {badge['name']}" for badge in found)
    more = ", or more of the name" if len(found) == badges.MOST else ""
    raise NotUnique(f"{query!r} may be any of these; give the id{more}:\n{matches}")
