"""`badgeforge print`: a list of attendees becomes a batch. `badgeforge release`: its proof is good."""

import asyncio
from pathlib import Path
from typing import Any

import click

from badge_forge.commands.batch import arrivals_of, enqueue, placer, tell
from badge_forge.commands.known import known_printer, known_route
from badge_forge.commands.place_options import place_options
from badge_forge.commands.preflight import preflight, refuse_unknown_types, what_printers_say
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.seeding import design_of, seed
from badge_forge.session import attention, with_ledger
from badge_forge.watching import queues_of, watch
from forge.intake import read_list
from imposition.order import Last, Order
from imposition.stock import Stock
from ledger import batches, routes
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
    last = places["last"]
    if (wait and last == Last.HOLD) or (proof and last == Last.FILL):
        raise click.UsageError("--last hold goes without --wait, which would not end, and --last fill without --proof")
    intake = read_list(attendees, types=config.types, default_type=default_type or config.default_type, sort=sort, only=only)

    async def ask() -> int:
        async with connected(config, size=3) as pool:
            async with pool.connection() as conn:
                await seed(conn, config)
                route = await known_route(conn, queue)
                names = [(await known_printer(conn, printer)).name] if printer is not None else route.printers
                refuse_unknown_types(intake, design_of(config, route))
                preflight(intake)
                stock = Stock.from_dict(route.stock_data)
                await what_printers_say(conn, names, stock, route.options, wished=printer is not None)
                wanting = 1 if intake.refused or intake.missing or not intake.rows else 0
                if strict and wanting:
                    raise attention("--strict: nothing was enqueued; mend the list, or leave --strict out")
                if dry_run or not intake.rows:
                    return wanting
                each = copies * (stock.capacity if places["order"] == Order.STEP_AND_REPEAT else 1)
                arrivals = arrivals_of((row.attendee for row in intake.rows), event=event or config.event.key, printer=printer, copies=each)
                hold = last == Last.HOLD
                enqueued = await enqueue(conn, arrivals, route, placer(stock, places), held=proof, rest_held=hold, source=attendees.name)
                await tell(conn, enqueued, queue, queues_of(config, queue), held=proof, last=last)
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
