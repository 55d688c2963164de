"""`badgeforge printer move`: the sheets that wait for a printer go to another one, if they certainly are not on paper."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import click
from psycopg_pool import AsyncConnectionPool

from badge_forge.commands.known import known_printer
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.seeding import seed
from badge_forge.session import counted, show, who
from ledger import print_jobs, routes
from ledger.history import note
from ledger.print_jobs import PrintJob
from ledger.printers import Printer
from ledger.statements import Connection, Row, row, rows
from ledger.values import Size
from ledger.wire import wake
from spool.destination import Destination
from spool.errors import SpoolError
from spool.recalling import recall
from spool.ticket import Offer, Ticket, refusal

HANDED_OVER = "it is being handed over in this moment; ask again"
PATIENCE_S = 5.0
"""what is just being handed over is asked again for so long: that takes a tenth of a second where the spooler answers"""


@click.command()
@click.argument("name", metavar="PRINTER")
@click.option("--to", "other", metavar="OTHER", required=True, help="The printer that prints them instead.")
@click.pass_obj
def move(config: Config, name: str, other: str) -> None:
    """Move the sheets that wait for a printer to another one.

    Those that lie at its CUPS queue are canceled there first; what may be on paper stays, and is listed."""
    if name == other:
        raise click.UsageError("name two printers: the one that the sheets wait for, and --to the other")
    raise SystemExit(asyncio.run(_move(config, name, other)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Between two printers. offer: what the other one can do."""

    pool: AsyncConnectionPool[Any]
    conn: Connection
    target: Printer
    at_source: Destination
    offer: Offer

    async def all_of(self, source: str) -> tuple[int, dict[int, str]]:
        """How many sheets went to the target, and which stay, and why. What waits goes first: a sheet that comes back makes room at its
        printer, which would take the next one that waits."""
        lying = {job.id: job for job in await print_jobs.followed(self.conn)}
        movable = await rows(self.conn, "sheet/movable", printer=source)
        answers = {sheet["id"]: await self._sheet(sheet, lying.get(sheet["print_job"])) for sheet in movable}
        stayed = {sheet: why for sheet, why in answers.items() if why is not None}
        return len(answers) - len(stayed), stayed

    async def _sheet(self, sheet: Row, job: PrintJob | None) -> str | None:
        """Move a sheet; or why it stays. job: the released print job by which it lies at its printer."""
        if (why := refusal(_ticket(sheet), self.offer, self.target.name)) is not None:
            return why
        if sheet["print_job"] is None:
            return await self._retarget(sheet, self.target.name)
        if job is None:
            return HANDED_OVER
        if job.begun:
            return _begun(job)
        return await self._retarget(sheet, self.target.name) or await self._recall(sheet, job)  # a sheet that comes back goes there at once

    async def _recall(self, sheet: Row, job: PrintJob) -> str | None:
        """Get a sheet back that lies at its printer; or why it stays there."""
        try:
            if await recall(self.pool, self.at_source, job):
                return None
            why = _begun(job)
        except SpoolError as error:
            why = f"nobody knows whether it was begun: {error}"
        await self._retarget(sheet, sheet["wish"])
        return why

    async def _retarget(self, sheet: Row, printer: str | None) -> str | None:
        async with self.conn.transaction():
            await row(self.conn, "sheet/lock", sheets=[sheet["id"]])  # who hands it over has done so, or comes after us
            if await row(self.conn, "sheet/retarget", sheet=sheet["id"], printer=printer, print_job=sheet["print_job"]) is None:
                return HANDED_OVER
            await note(self.conn, "retarget", sheet=sheet["id"], why=f"to {printer or 'its route'}", by=who())
        return None


async def _move(config: Config, name: str, other: str) -> int:
    async with connected(config, size=2) as pool, Destinations(once=True) as destinations, pool.connection() as conn:
        await seed(conn, config)
        source, target = await known_printer(conn, name), await known_printer(conn, other)
        to = destinations.of(target)
        at_source = destinations.of(source)
        moving = Move(pool=pool, conn=conn, target=target, at_source=at_source, offer=await to.offer())
        moved, stayed = await _patiently(moving, name)
        await wake(conn, [other])
        trouble = await to.trouble()
        queues = [route.queue for route in await routes.all_routes(conn) if route.printers[0] == name]
    click.echo(f"{counted(moved, 'sheet')} moved from {name} to {other}")
    if target.paused or trouble:
        click.echo(f"{other} is in trouble itself: {trouble or f'paused; `badgeforge printer resume {other}`'}", err=True)
    show("not moved", ("sheet", "why"), list(stayed.items()))
    for queue in queues:
        click.echo(f"what comes next for {queue} goes to {name} first: `badgeforge queue set {queue} --printer {other}` changes it")
    return 1 if stayed else 0


async def _patiently(moving: Move, name: str) -> tuple[int, dict[int, str]]:
    moved, deadline = 0, time.monotonic() + PATIENCE_S
    while True:
        gone, stayed = await moving.all_of(name)
        moved += gone
        if HANDED_OVER not in stayed.values() or time.monotonic() > deadline:
            return moved, stayed
        await asyncio.sleep(PATIENCE_S / 25)


def _begun(job: PrintJob) -> str:
    return (
        f"{job.printer} has begun with it, so it may be on paper: look; if it is not, `cancel {job.cups_id}` in CUPS, then"
        f" `badgeforge resolve {job.sheet} --print-again`"
    )


def _ticket(sheet: Row) -> Ticket:
    fields = {field: sheet[field] for field in ("media", "sides", "pages", "options")}
    return Ticket(token="none", title="none", size=Size(width=sheet["width"], height=sheet["height"]), **fields)  # noqa: S106 - no secret
