"""`badgeforge reprint`: a further badge for one person, and why."""

from typing import Any

import click

from badge_forge.config import Config
from badge_forge.seeding import load_design
from badge_forge.session import attention, console, who, with_ledger
from forge.args import REASONS
from forge.attendee import Attendee, accept, map_type
from ledger import badges, routes
from ledger.adoption import Arrival, adopt
from ledger.printers import get as get_printer
from ledger.statements import Connection
from ledger.wire import enqueue, generate


@click.command()
@click.argument("badge")
@click.option("--reason", type=click.Choice(REASONS), required=True)
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="Change name, company, type or a field; may be repeated.")
@click.option("--printer", help="Print it there instead of the route's printer.")
@click.option("--accept", "accepted", is_flag=True, help="Print it even with a missing glyph, or text that does not fit.")
@click.option("--event", help="The event's key, instead of the configuration's.")
@click.pass_obj
def reprint(
    config: Config, badge: str, *, reason: str, changes: tuple[str, ...], printer: str | None, accepted: bool, event: str | None
) -> None:
    """Print one badge once more. BADGE is its id, or enough of the name to be unique."""

    async def ask(conn: Connection) -> str:
        found = await one_badge(conn, event or config.event.key, badge)
        if printer is not None and await get_printer(conn, printer) is None:
            raise attention(f"no printer is called {printer}; `badgeforge printer` lists them")
        queue = await badges.last_route(conn, found["id"]) or config.queues[0].name
        route = await routes.get(conn, queue)
        if route is None:
            raise attention(f"no route is called {queue}; `badgeforge queue` lists them")
        person = map_type(changed(found, changes), config.types, config.default_type)
        load_design(config, route.design)
        async with conn.transaction():
            [(job, _)] = await enqueue(conn, [generate(queue, found["badge_id"], found["event"], urgent=True)])
            arrival = Arrival(
                job=job,
                event=found["event"],
                badge_id=found["badge_id"],
                content=person.content,
                digest=person.digest,
                printer=printer,
                reason=reason,
                accept=accepted,
                by=who(),
            )
            await adopt(conn, arrival, route)
        return str(found["badge_id"])

    console.print(f"badge {with_ledger(config, ask)} is on its way again ({reason})")


async def one_badge(conn: Connection, event: str, query: str) -> dict[str, Any]:
    """The one badge that `query` means; exit code 2 with the matches where it may mean several or none."""
    found = await badges.find(conn, event, query)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(f"no badge of {event} has the id or name {query!r}; give its id, or another piece of the name")
    matches = "\n".join(f"  {badge['badge_id']}  {badge['name']}" for badge in found)
    raise click.UsageError(f"{query!r} may be any of these; give the id:\n{matches}")


def changed(found: dict[str, Any], changes: tuple[str, ...]) -> Attendee:
    """The badge's latest content with the changes made."""
    content = dict(found["content"])
    fields = dict(content.pop("fields", {}))
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise click.UsageError(f"--set takes FIELD=VALUE, not {change!r}; for example --set 'name=Ada Lovelace'")
        if key == "name":  # the parts belong to the old name
            fields.pop("given_name", None)
            fields.pop("family_name", None)
        (content if key in content else fields)[key] = value
    return accept(id=found["badge_id"], fields=fields, **content)
