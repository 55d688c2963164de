"""`badgeforge printer test` and `calibrate`: how a printer shifts and scales what it prints, and what makes up for it."""

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from badge_forge.commands.known import known_printer
from badge_forge.commands.values import Within
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.reach import ask
from badge_forge.seeding import seed
from badge_forge.session import attention, who, with_ledger
from imposition import stocks
from imposition.plan import Sides
from imposition.stock import Stock
from imposition.testsheet import measured, write_test_sheet
from ledger import printers, routes
from ledger.printers import Printer
from ledger.routes import Route
from ledger.statements import Connection
from ledger.values import NONE, Correction
from spool.destination import Destination, HeldJob
from spool.submission import Submitted, submit
from spool.ticket import Ticket

FARTHEST = 20.0
"""mm: a printer that is farther off has the wrong paper, or the wrong stock"""
_STOCK = click.option("--stock", "stock_name", metavar="NAME", help="The paper and its grid; by default that of the printer's first queue.")


@click.command("test")
@click.argument("name", metavar="PRINTER")
@_STOCK
@click.option(
    "--sides", type=click.Choice([str(each) for each in Sides]), help="How it is turned; by default two-sided where the printer can."
)
@click.pass_obj
def print_test_sheet(config: Config, name: str, *, stock_name: str | None, sides: str | None) -> None:
    """Print a test sheet: rulers, outlines of the labels, crosses 10 mm from the edges.

    It goes where sheets go, with the options of the printer's queue and the corrections that `calibrate` stored."""
    click.echo(asyncio.run(_print(config, name, stock_name, Sides(sides) if sides else None)))


async def _print(config: Config, name: str, stock_name: str | None, sides: Sides | None) -> str:
    async with connected(config, size=2) as pool, Destinations(once=True) as destinations:
        async with pool.connection() as conn:
            await seed(conn, config)
            printer = await known_printer(conn, name)
            stock, options = _paper(config, await _route(conn, name), stock_name)
        destination = destinations.of(printer)
        turned = sides or await _sides(destination)
        ticket = _ticket(stock, options, turned)
        if refusal := await destination.check(ticket):
            raise attention(f"{name}: {refusal}")
        if warning := (await ask(destination, name, stock, options)).warning:
            click.echo(f"warning: {warning}", err=True)
        await _submit(destination, ticket, stock, printer, turned)
    return f"{ticket.title} went to {name}: {stock.name}, {turned}; measure it, then `badgeforge printer calibrate {name}`"


async def _route(conn: Connection, printer: str) -> Route | None:
    """The first queue that prints there."""
    return next((route for route in await routes.all_routes(conn) if printer in route.printers), None)


def _paper(config: Config, route: Route | None, stock_name: str | None) -> tuple[Stock, dict[str, str]]:
    if stock_name or route is None:
        return stocks.find(stock_name or stocks.DEFAULT, config.stocks), dict(route.options if route else {})
    return Stock.from_dict(route.stock_data), dict(route.options)


async def _sides(destination: Destination) -> Sides:
    offered = (await destination.offer()).sides
    return Sides.LONG_EDGE if not offered or Sides.LONG_EDGE in offered else Sides.ONE_SIDED


def _ticket(stock: Stock, options: dict[str, str], sides: Sides) -> Ticket:
    token = secrets.token_hex(6)
    return Ticket(
        token=token,
        title=f"test-0-1-{token}",
        media=stock.media,
        size=stock.sheet,
        sides=sides,
        pages=1 if sides is Sides.ONE_SIDED else 2,
        options=options,
    )


async def _submit(destination: Destination, ticket: Ticket, stock: Stock, printer: Printer, sides: Sides) -> None:
    with TemporaryDirectory() as folder:
        pdf = Path(folder) / f"{ticket.title}.pdf"
        with pdf.open("wb") as out:
            write_test_sheet(stock, out, calibration=printer.calibration, printer=printer.name, sides=sides)
        if await submit(destination, ticket, pdf, _NoJournal()) is Submitted.WITHDRAWN:
            raise attention(f"somebody canceled {ticket.title} before it was printed; print it again")


class _NoJournal:
    """A test sheet that is lost, or printed twice, harms nobody."""

    async def releasing(self, _: HeldJob) -> bool:
        return True

    async def released(self) -> None: ...


def _lengths(_: click.Context, __: click.Parameter, text: str | None) -> tuple[float, ...]:
    """11.2,9.5 or 11.2,9.5,189.6"""
    try:
        found = tuple(float(each) for each in text.split(",")) if text else ()
    except ValueError:
        found = (0.0,)
    if len(found) not in (0, 2, 3) or not all(0 < each < 1000 for each in found):
        raise click.BadParameter(f"what was measured is LEFT,BOTTOM or LEFT,BOTTOM,SCALE in mm, such as 11.2,9.5,189.6, not {text!r}")
    return found


@click.command()
@click.argument("name", metavar="PRINTER")
@click.option("--side", type=click.Choice(["front", "back"]), default="front", show_default=True, help="Which side it is for.")
@click.option("--dx", type=Within(-FARTHEST, FARTHEST), metavar="MM", help="Moves what is printed to the right; -0.8 to the left.")
@click.option("--dy", type=Within(-FARTHEST, FARTHEST), metavar="MM", help="Moves it up.")
@click.option("--scale", type=Within(0.9, 1.1), metavar="FACTOR", help="1.002 where the printer shrinks by 0.2 %.")
@click.option(
    "--measured",
    callback=_lengths,
    metavar="LEFT,BOTTOM[,SCALE]",
    help="Instead: what the test sheet shows, in mm. From the edges to the lower left cross, and how long the upper scale is.",
)
@_STOCK
@click.pass_obj
def calibrate(config: Config, /, name: str, *, side: str, measured: tuple[float, ...], stock_name: str | None, **told: Any) -> None:
    """Store what makes up for a printer's own offset, for each side by itself.

    It holds for every sheet that is not yet fed. A value that is not given stays; `--dx 0 --dy 0 --scale 1` takes the correction away."""
    given = {key: value for key, value in told.items() if value is not None}
    if bool(given) == bool(measured):
        raise click.UsageError("say what makes up for the printer's offset: --dx, --dy and --scale, or --measured")

    async def store(conn: Connection) -> str:
        printer = await known_printer(conn, name)
        before: Correction = getattr(printer.calibration, side)
        stock, _ = _paper(config, await _route(conn, name), stock_name)
        after = _asked_for(stock, before, measured) if measured else replace(before, **given)
        await printers.calibrate(conn, name, replace(printer.calibration, **{side: after}), by=who())
        return f"{name} {side}: {_said(after)} (it was {_said(before)}); `badgeforge printer test {name}` shows whether it is right now"

    click.echo(with_ledger(config, store))


def _asked_for(stock: Stock, before: Correction, lengths: tuple[float, ...]) -> Correction:
    left, bottom, *length = lengths
    after = measured(stock.sheet, before, left=left, bottom=bottom, length=length[0] if length else None)
    if max(abs(after.dx), abs(after.dy)) > FARTHEST or not 0.9 <= after.scale <= 1.1:
        raise attention(f"a correction is at most {FARTHEST:g} mm and 10 %, not {after}: is {stock.name} the stock of the test sheet?")
    return after


def _said(correction: Correction) -> str:
    return "none" if correction == NONE else str(correction)
