"""`badgeforge queue set`: another printer, stock, design or option for a queue, at run time; what cannot print is refused here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from badge_forge.commands.known import known_printer, known_route
from badge_forge.commands.values import Pair, Seconds
from badge_forge.config import Config
from badge_forge.destinations import Destinations
from badge_forge.reach import ask as ask_printer
from badge_forge.seeding import fits, load_design, publish
from badge_forge.session import attention, who, with_ledger
from forge.design import Design
from imposition import stocks
from imposition.mark_style import Style
from imposition.marks import crop_marks
from imposition.plan import SIDES
from imposition.stock import Stock
from ledger import routes
from ledger.history import note
from ledger.routes import Route
from ledger.statements import Connection, run
from ledger.wire import wake
from spool.errors import DestinationDown


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A route as it is to be. linger: seconds, or "hold"; None: as it was."""

    printers: tuple[str, ...]
    stock: Stock
    design: Design | None
    linger: str | None
    options: Mapping[str, str]
    sides: str
    marks: Style
    said: str
    """what was asked for, for the history"""


@click.command("set")
@click.argument("name", metavar="QUEUE")
@click.option("--printer", "targets", multiple=True, metavar="NAME", help="The target; repeat it for those to fall back on, in order.")
@click.option("--stock", metavar="NAME", help="The paper and its grid.")
@click.option("--design", metavar="NAME", help="The badge's design.")
@click.option("--linger", type=Seconds(), metavar="SECONDS|hold", help="How long a part-filled sheet waits for more.")
@click.option(
    "--option",
    "options",
    multiple=True,
    type=Pair(),
    metavar="NAME=VALUE",
    help="An option of its printers, such as InputSlot=Tray2 (`lpoptions -p PRINTER -l` lists them); NAME= takes one away.",
)
@click.option("--sides", type=click.Choice(list(SIDES)), help="How the backs of two-sided badges are turned.")
@click.option(
    "--mark",
    "marks",
    multiple=True,
    type=Pair(),
    metavar="NAME=VALUE",
    help="How marks look, such as length=4, offset=3, weight=0.25, ink=all, where=each, targets=true; NAME= takes one back.",
)
@click.pass_obj
def set_queue(
    config: Config,
    name: str,
    *,
    targets: tuple[str, ...],
    stock: str | None,
    design: str | None,
    linger: str | None,
    options: tuple[tuple[str, str], ...],
    sides: str | None,
    marks: tuple[tuple[str, str], ...],
) -> None:
    """Change a queue's printers, stock, design, options, sides or marks.

    At run time: printers and options hold for every sheet not yet fed, sides and marks for every one not yet imposed, on every node."""
    asked = {"printer": ", ".join(targets), "stock": stock, "design": design, "linger": linger, "options": dict(options)}
    asked |= {"sides": sides, "marks": dict(marks)}
    if not any(asked.values()):
        raise click.UsageError("say what to set: --printer, --stock, --design, --linger, --option, --sides or --mark")

    async def ask(conn: Connection) -> list[str]:
        route = await known_route(conn, name)
        change = Change(
            printers=targets or route.printers,
            stock=stocks.find(stock, config.stocks) if stock else Stock.from_dict(route.stock_data),
            design=load_design(config, design) if design else None,
            linger=linger,
            options=_changed(route.options, options),
            sides=sides or route.sides,
            marks=Style.from_dict(_changed(route.marks, marks)),
            said=", ".join(f"{what} {value}" for what, value in asked.items() if value),
        )
        told = _ask_paper(config, route, change) if stock or design or marks else []
        told += await _ask_printers(conn, change) if targets or stock or options else []
        await _set(conn, route, change)
        return told

    for line in with_ledger(config, ask):
        click.echo(line, err=True)
    click.echo(f"queue {name} is set")


def _changed(now: Mapping[str, Any], told: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """An empty value takes an entry away."""
    return {name: value for name, value in {**now, **dict(told)}.items() if value != ""}


def _ask_paper(config: Config, route: Route, change: Change) -> list[str]:
    """Refuse a design that does not fit its stock; the marks for which there is no room are told."""
    design = change.design or load_design(config, route.design)
    fits(design, change.stock)
    return [f"warning: {each}" for each in crop_marks(change.stock, design.bleed, change.marks).warnings]


async def _ask_printers(conn: Connection, change: Change) -> list[str]:
    """Refuse what one of the printers cannot do. What of a badge it cannot reach is told; those that cannot be asked now are named, and
    checked when they are fed."""
    told = []
    async with Destinations(once=True) as destinations:
        for name in change.printers:
            printer = await known_printer(conn, name)
            try:
                answer = await ask_printer(destinations.of(printer), name, change.stock, change.options)
            except DestinationDown as error:
                told.append(f"{name} cannot be asked now ({error}); its paper and options are checked when it is fed")
            else:
                if answer.refusal is not None:
                    raise attention(answer.refusal)
                told += [f"warning: {answer.warning}"] if answer.warning else []
    return told


async def _set(conn: Connection, route: Route, change: Change) -> None:
    async with conn.transaction():
        if change.design is not None:
            await publish(conn, change.design)
        await routes.put_stock(conn, name=change.stock.name, digest=change.stock.digest, data=change.stock.to_dict())
        await run(
            conn,
            "route/set",
            queue=route.queue,
            printers=list(change.printers),
            design=change.design.name if change.design else None,
            design_digest=change.design.digest if change.design else None,
            stock=change.stock.name,
            stock_digest=change.stock.digest,
            set_linger=change.linger is not None,
            linger=None if change.linger in (None, "hold") else float(change.linger),
            options=json.dumps(dict(change.options)),
            sides=change.sides,
            marks=json.dumps(change.marks.to_dict()),
            by=who(),
        )
        await note(conn, "route", why=f"{route.queue}: {change.said}", by=who())
        await wake(conn, change.printers)
