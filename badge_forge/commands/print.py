"""`badgeforge print`: a list of attendees becomes a batch. `badgeforge release`: its proof is good."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from badge_forge.commands.known import known_printer, known_route
from badge_forge.commands.place_options import layout, place_options
from badge_forge.commands.preflight import preflight, typed, what_printers_say
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.seeding import design_of, seed
from badge_forge.session import attention, counted, who, with_ledger
from badge_forge.watching import no_node, queues_of, unserved, watch
from forge.attendee import Attendee
from forge.intake import read_list
from imposition.order import Order
from imposition.stock import Stock
from ledger import batches, routes
from ledger.adoption import Arrival, Decision
from ledger.batches import Enqueued
from ledger.routes import Route
from ledger.statements import Connection

PATIENCE_S = 10.0
"""how long --wait waits for a node to appear"""


@click.command("print")
@click.argument("attendees", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--queue", metavar="NAME", default="badges", show_default=True, help="The queue to print by; `badgeforge queue` lists them.")
@click.option("--printer", metavar="NAME", help="Print on this printer instead of the queue's.")
@click.option("--copies", type=click.IntRange(1, 100), default=1, show_default=True, help="Badges of each person.")
@click.option("--sort", multiple=True, metavar="COLUMN", help="Sort by this column; may be repeated.")
@click.option("--only", multiple=True, metavar="ID", help="Only this badge; may be repeated.")
@click.option("--default-type", metavar="TYPE", help="The type of those without one.")
@click.option("--event", metavar="KEY", help="The event's key, instead of the configuration's.")
@place_options
@click.option("--strict", is_flag=True, help="Refuse the whole file if a row is wrong.")
@click.option("--dry-run", is_flag=True, help="Only say what would be printed.")
@click.option("--proof", is_flag=True, help="Print sheet 1 and hold the rest until `badgeforge release BATCH`.")
@click.option("--wait", is_flag=True, help="Show progress until everything is settled.")
@click.pass_obj
def print_list(
    config: Config,
    /,
    attendees: Path,
    *,
    queue: str,
    printer: str | None,
    copies: int,
    sort: tuple[str, ...],
    only: tuple[str, ...],
    default_type: str | None,
    event: str | None,
    strict: bool,
    dry_run: bool,
    proof: bool,
    wait: bool,
    **places: Any,
) -> None:
    """Print the badges of a list of attendees (CSV).

    A row that is wrong is named with its line and stops nothing. The same list again prints nothing new."""
    intake = read_list(attendees, types=config.types, default_type=default_type or config.default_type, sort=sort, only=only)

    async def ask() -> int:
        async with connected(config, size=3) as pool:
            async with pool.connection() as conn:
                await seed(conn, config)
                route = await known_route(conn, queue)
                names = [(await known_printer(conn, printer)).name] if printer is not None else route.printers
                found = typed(intake, design_of(config, route))
                preflight(found)
                stock = Stock.from_dict(route.stock_data)
                await what_printers_say(conn, names, stock, route.options)
                wanting = 1 if found.refused or found.missing or not found.rows else 0
                if strict and wanting:
                    raise attention("--strict: nothing was enqueued; mend the list, or leave --strict out")
                if dry_run or not found.rows:
                    return wanting
                people = [row.attendee for row in found.rows]
                each = copies * (stock.capacity if places["order"] == Order.STEP_AND_REPEAT else 1)
                arrivals = arrivals_of(people, event=event or config.event.key, printer=printer, copies=each)
                enqueued = await enqueue(conn, arrivals, route, placer(stock, places), held=proof, source=attendees.name)
                await tell(conn, enqueued, queues_of(config, queue), held=proof)
            if not wait or enqueued.batch is None:
                return wanting
            return max(await watch(pool, enqueued.batch, queues_of(config, queue), patience_s=PATIENCE_S, held=proof), wanting)

    try:
        raise SystemExit(asyncio.run(ask()))
    except KeyboardInterrupt as error:
        raise attention("not waiting any longer: what is enqueued goes on, and `badgeforge status` tells how far it is") from error


@click.command()
@click.argument("batch")
@click.pass_obj
def release(config: Config, batch: str) -> None:
    """Print the rest of a batch, whose proof is good."""

    async def ask(conn: Connection) -> bool:
        found = await batches.get(conn, batch)
        if found is None:
            raise attention(f"no batch is called {batch}; `badgeforge status` lists them")
        route = await routes.get(conn, found["route"])
        return await batches.release(conn, found["id"], route.printers if route else ())

    click.echo(f"{batch} is released" if with_ledger(config, ask) else f"{batch} was not held")


def arrivals_of(people: Sequence[Attendee], *, event: str, printer: str | None, copies: int) -> list[Arrival]:
    """The attendees as arrivals of one list."""
    return [
        Arrival(
            job=0,
            event=event,
            badge_id=person.id,
            content=person.content,
            digest=person.digest,
            printer=printer,
            copies=copies,
            by=who(),
        )
        for person in people
    ]


def placer(stock: Stock, told: dict[str, Any]) -> batches.Place:
    """Where so many prints stand, by the options of the places."""

    def place(count: int) -> batches.Places:
        laid = layout(stock, count, told)
        found = [laid.place(sequence) for sequence in range(count)]
        return [(each.sheet, stock.slot(each.position)) for each in found]

    return place


async def enqueue(
    conn: Connection, arrivals: Sequence[Arrival], route: Route, place: batches.Place, *, held: bool, source: str
) -> Enqueued:
    """Enqueue a list on its route's stock."""
    return await batches.enqueue_batch(conn, arrivals, route, place=place, held=held, source=source, by=who())


FATES = {
    Decision.NEW: "new",
    Decision.DUPLICATE: "known already",
    Decision.STALE: "older than what is known",
    Decision.REVISE: "corrected in time",
    Decision.TOO_LATE: "changed since print",
    Decision.ERASED: "erased before",
    Decision.REPRINT: "once more",
}


async def tell(conn: Connection, enqueued: Enqueued, queues: Sequence[str], *, held: bool) -> None:
    """What became of the list, and whether anybody works on it."""
    fates = ", ".join(f"{count} {FATES[decision]}" for decision, count in sorted(enqueued.decisions.items()))
    if enqueued.code is None:
        click.echo(f"nothing new: {fates}")
    else:
        click.echo(f"batch {enqueued.code}: {counted(enqueued.prints, 'badge')} on {counted(enqueued.sheets, 'sheet')} ({fates})")
        if held:
            click.echo(f"sheet 1 is the proof, the others are held: look at it, then `badgeforge release {enqueued.code}`")
    if Decision.TOO_LATE in enqueued.decisions:
        click.echo("what changed stands on a sheet already: `badgeforge status` lists it, and how to print it anew")
    if enqueued.moved and (missing := await unserved(conn, queues)):
        click.echo(no_node(missing), err=True)
