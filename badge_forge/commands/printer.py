"""`badgeforge printer`: the destinations, with their state in words."""

import asyncio
from pathlib import Path

import click

from badge_forge.commands.calibrate import calibrate, print_test_sheet
from badge_forge.commands.printer_move import move
from badge_forge.commands.printer_words import hold_words, refusal_words, trouble_words
from badge_forge.config import Config, printer_name
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.seeding import make_folder, seed
from badge_forge.session import attention, counted, show, who, with_ledger
from ledger import holds, printers, submissions
from ledger.printers import Printer
from ledger.statements import Connection, Row, rows
from ledger.values import Calibration, Impact
from ledger.wire import wake
from spool.destination import JobRef, PrinterReport
from spool.errors import SpoolError, UnknownPrinter
from spool.trouble import trouble_by


@click.group(invoke_without_command=True)
@click.pass_context
def printer(context: click.Context) -> None:
    """List the printers, or add, pause, resume, move one."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(context.obj))


printer.add_command(print_test_sheet)
printer.add_command(calibrate)
printer.add_command(move)


async def _list(config: Config) -> None:
    async with connected(config, size=2) as pool, Destinations(once=True) as destinations:
        async with pool.connection() as conn:
            await seed(conn, config)
            known = await printers.all_printers(conn)
            refused, held = await rows(conn, "printer/refusals"), await holds.held(conn)
        lines = [(*_facts(found), await _words(config, destinations, found)) for found in known]
    show("printers", ("printer", "target", "correction", "at printer", "waiting", "uncertain", "state"), lines)
    for each in refused:
        click.echo(f"{each['printer']}: {refusal_words(config, each)}")
    for each in held:
        click.echo(f"{each['printer']}: {hold_words(config, each)}")


def _facts(found: Row) -> tuple[object, ...]:
    where = f"{found['target']} on {found['server']}" if found["server"] else found["target"]
    correction = str(Calibration.from_dict(found["calibration"]))
    return found["name"], f"{found['kind']} {where}", correction, found["outstanding"], found["waiting"], found["uncertain"]


async def _words(config: Config, destinations: Destinations, found: Row) -> str:
    """What a look shows now; what only the ledger knows, where a look shows nothing."""
    if found["paused"]:
        return trouble_words(config, found)
    destination = destinations.of(printers.of_row(found))
    try:
        trouble = await destination.trouble()
        if trouble is not None or found["impact"] in (Impact.STUCK, Impact.BARRED):
            return trouble_words(config, found, trouble)
        return (await destination.state()).words
    except SpoolError as error:
        return trouble_words(config, found, trouble_by(error))


@printer.command()
@click.argument("name")
@click.option("--cups", metavar="QUEUE", help="The destination in CUPS; the same name by default.")
@click.option("--server", metavar="ADDRESS", default="", help="CUPS's address, host:port or a socket; this machine's by default.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="No printer, but a folder for the sheets.")
@click.option("--uncertain", is_flag=True, help="Even with sheets out that are not found there: they become uncertain.")
@click.pass_obj
def add(config: Config, name: str, cups: str | None, server: str, folder: Path | None, *, uncertain: bool) -> None:
    """Make a printer known, or change where it is."""
    if folder is not None and (cups or server):
        raise click.UsageError("a printer is a folder, or one of CUPS: leave --folder out, or --cups and --server")
    printer_name(name)
    if folder is not None:
        new = Printer(name=name, kind="folder", target=str(folder.resolve()), server="", paused=False)
    else:
        new = Printer(name=name, kind="cups", target=cups or name, server=server, paused=False)
    click.echo(asyncio.run(_add(config, new, uncertain=uncertain)))


async def _add(config: Config, new: Printer, *, uncertain: bool) -> str:
    async with connected(config, size=2) as pool, Destinations(once=True) as destinations:
        if new.kind == "folder":
            make_folder(new)
        state = await _state(destinations, new)
        async with pool.connection() as conn:
            await seed(conn, config)
            if not uncertain:
                await _keep_sheets(conn, destinations, new)
            await printers.put(conn, new, by=who())
    return f"{new.name}: {state.words}"


async def _keep_sheets(conn: Connection, destinations: Destinations, new: Printer) -> None:
    """What lies at a printer is followed where it lies: unless it is known at the new place, too, nobody would know what became of it."""
    out = await submissions.at(conn, new.name)
    if not out:
        return
    told = [
        JobRef(id=job.cups_id, uuid=job.cups_uuid, title=job.title, released=True)
        for job in out
        if job.cups_id is not None and job.cups_uuid is not None
    ]
    known = await destinations.of(new).look(told)
    lost = [job for job in out if job.title not in known or known[job.title].state is None]
    if lost:
        remedy = f"wait for them, or `badgeforge printer move {new.name} --to OTHER`, or give the new printer another name"
        raise attention(f"a printer with sheets out stays where it is: {new.name} has {counted(len(lost), 'sheet')}; {remedy}")


async def _state(destinations: Destinations, new: Printer) -> PrinterReport:
    """Refuses one that CUPS does not have, with those that it has, and one that cannot be followed."""
    destination = destinations.of(new)
    try:
        await destination.offer()
        return await destination.state()
    except UnknownPrinter as error:
        has = ", ".join(await destinations.queues(new.server)) or "none"
        raise attention(f"{error.rule}: {error.value}; it has {has}: name one with --cups, or make it with `lpadmin`") from error


@printer.command()
@click.argument("name")
@click.pass_obj
def pause(config: Config, name: str) -> None:
    """Feed a printer nothing more, on every node. What it has is printed."""
    with_ledger(config, lambda conn: _pause(conn, name, paused=True))
    click.echo(f"{name} is paused")


@printer.command()
@click.argument("name")
@click.pass_obj
def resume(config: Config, name: str) -> None:
    """Feed a printer again, and enable it in CUPS."""

    async def go_on() -> None:
        async with connected(config, size=2) as pool, Destinations(once=True) as destinations, pool.connection() as conn:
            await seed(conn, config)
            await _pause(conn, name, paused=False)
            known = await printers.get(conn, name)
            if known is not None:
                await destinations.of(known).resume()
            await wake(conn, [name])

    asyncio.run(go_on())
    click.echo(f"{name} goes on")


async def _pause(conn: Connection, name: str, *, paused: bool) -> None:
    if not await printers.pause(conn, name, paused=paused, by=who()):
        known = ", ".join(each["name"] for each in await printers.all_printers(conn))
        raise attention(f"no printer is called {name}; known are {known}")
