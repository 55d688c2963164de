"""`badgeforge print`: a list of attendees becomes a batch. `badgeforge release`: its proof is good."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.seeding import seed
from badge_forge.session import attention, console, who, with_ledger
from badge_forge.watching import served, watch
from forge.attendee import Attendee
from forge.intake import Intake, read_list
from imposition.stock import Stock
from ledger import batches, routes
from ledger.adoption import Arrival
from ledger.batches import Enqueued
from ledger.printers import get as get_printer
from ledger.routes import Route
from ledger.statements import Connection

PATIENCE_S = 10.0
"""how long --wait waits for a node to appear"""


@click.command("print")
@click.argument("attendees", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--queue", default="badges", show_default=True, help="The route to print by.")
@click.option("--printer", help="Print on this printer instead of the route's.")
@click.option("--copies", type=click.IntRange(1, 100), default=1, show_default=True)
@click.option("--sort", multiple=True, metavar="COLUMN", help="Sort by this column; may be repeated.")
@click.option("--only", multiple=True, metavar="ID", help="Only this badge; may be repeated.")
@click.option("--default-type", help="The type of those without one.")
@click.option("--event", help="The event's key, instead of the configuration's.")
@click.option("--strict", is_flag=True, help="Refuse the whole file if a row is wrong.")
@click.option("--dry-run", is_flag=True, help="Only say what would be printed.")
@click.option("--proof", is_flag=True, help="Print sheet 1 and hold the rest until `badgeforge release BATCH`.")
@click.option("--wait", is_flag=True, help="Show progress until everything is settled.")
@click.pass_obj
def print_list(
    config: Config,
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
) -> None:
    """Print the badges of a list of attendees (CSV)."""
    intake = read_list(attendees, types=config.types, default_type=default_type or config.default_type, sort=sort, only=only)
    preflight(intake)
    if strict and intake.refused:
        raise attention(f"--strict: {len(intake.refused)} rows are wrong, nothing was enqueued; mend them or leave --strict out")
    if dry_run or not intake.rows:
        raise SystemExit(1 if intake.refused else 0)
    people = [row.attendee for row in intake.rows]
    arrivals = arrivals_of(people, event=event or config.event.key, printer=printer, copies=copies)

    async def ask() -> int:
        async with connected(config, size=3) as pool:
            async with pool.connection() as conn:
                await seed(conn, config)
                route = await route_of(conn, queue, printer)
                enqueued = await enqueue(conn, arrivals, route, held=proof, source=attendees.name)
                said(enqueued)
                is_served = await served(conn, queue)
            if not is_served:
                click.echo(f"No node serves the queue {queue}: start one with `badgeforge up`. The jobs stay until then.")
            if not wait or enqueued.batch is None:
                return 1 if intake.refused else 0
            return max(await watch(pool, enqueued.batch, queue, patience_s=PATIENCE_S, held=proof), bool(intake.refused))

    raise SystemExit(asyncio.run(ask()))


@click.command()
@click.argument("batch")
@click.pass_obj
def release(config: Config, batch: str) -> None:
    """The proof of a batch is good: print the other sheets."""

    async def ask(conn: Connection) -> bool:
        found = await batches.get(conn, batch)
        if found is None:
            raise attention(f"no batch is called {batch}; `badgeforge status` lists them")
        route = await routes.get(conn, found["route"])
        return await batches.release(conn, found["id"], route.printers if route else ())

    console.print(f"{batch} is released" if with_ledger(config, ask) else f"{batch} was not held")


def preflight(intake: Intake) -> None:
    """Say what was found in the file before anything is enqueued."""
    console.print(
        f"{len(intake.rows)} badges, {len(intake.refused)} rows refused, {len(intake.skipped)} skipped "
        f"({intake.profile}, {intake.encoding}, delimiter {intake.delimiter!r})"
    )
    click.echo("columns: " + ", ".join(f"{header} -> {field}" for header, field in intake.mapping.items()))
    click.echo("types: " + ", ".join(f"{word or '(none)'} {count}" for word, count in sorted(intake.types.items())))
    for refusal in intake.refused:
        click.echo(f"line {refusal.line}: refused: {refusal.why}", err=True)
    for skip in intake.skipped:
        click.echo(f"line {skip.line}: skipped: {skip.why}")


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


async def route_of(conn: Connection, queue: str, printer: str | None) -> Route:
    """The route of a queue; both it and the printer must be known."""
    route = await routes.get(conn, queue)
    if route is None:
        known = ", ".join(each.queue for each in await routes.all_routes(conn))
        raise attention(f"no route is called {queue}; known are {known}, or add it under [queues] in the configuration")
    if printer is not None and await get_printer(conn, printer) is None:
        raise attention(f"no printer is called {printer}; `badgeforge printer` lists them, `badgeforge printer add` makes it known")
    return route


async def enqueue(conn: Connection, arrivals: Sequence[Arrival], route: Route, *, held: bool, source: str) -> Enqueued:
    """Enqueue a list on its route's stock."""
    slots = Stock.from_dict(route.stock_data).slots
    return await batches.enqueue_batch(conn, arrivals, route, slots=slots, held=held, source=source, by=who())


def said(enqueued: Enqueued) -> None:
    """What became of the list."""
    fates = ", ".join(f"{count} {decision}" for decision, count in sorted(enqueued.decisions.items()))
    if enqueued.code is None:
        click.echo(f"nothing new to print: {fates}")
    else:
        click.echo(f"batch {enqueued.code}: {enqueued.prints} badges on {enqueued.sheets} sheets ({fates})")
