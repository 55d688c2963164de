"""`badgeforge printer`: the destinations, with their state in words."""

import asyncio
from pathlib import Path

import click

from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.seeding import seed
from badge_forge.session import attention, console, show, who, with_ledger
from ledger import printers
from ledger.printers import Printer
from ledger.statements import Connection, Row
from ledger.wire import enqueue, feed
from spool.errors import SpoolError


@click.group(invoke_without_command=True)
@click.pass_context
def printer(context: click.Context) -> None:
    """List the printers with their state in words."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(context.obj))


async def _list(config: Config) -> None:
    async with connected(config, size=2) as pool, Destinations() as destinations:
        async with pool.connection() as conn:
            await seed(conn, config)
            known = await printers.all_printers(conn)
        lines = [(*_facts(found), await _words(destinations, found)) for found in known]
    show("printers", ("printer", "kind", "target", "at printer", "waiting", "uncertain", "state"), lines)


def _facts(found: Row) -> tuple[object, ...]:
    where = f"{found['target']} on {found['server']}" if found["server"] else found["target"]
    return found["name"], found["kind"], where, found["outstanding"], found["waiting"], found["uncertain"]


async def _words(destinations: Destinations, found: Row) -> str:
    if found["paused"]:
        return f"paused by {found['set_by']}"
    known = Printer(**{key: found[key] for key in ("name", "kind", "target", "server", "paused")})
    try:
        return (await destinations.of(known).state()).words
    except SpoolError as error:
        return str(error)


@printer.command()
@click.argument("name")
@click.option("--cups", metavar="QUEUE", help="The destination in CUPS; the same name by default.")
@click.option("--server", default="", help="CUPS's address, host:port or a socket; this machine's by default.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="No printer, but a folder for the sheets.")
@click.pass_obj
def add(config: Config, name: str, cups: str | None, server: str, folder: Path | None) -> None:
    """Make a printer known, or change where it is."""
    if folder is not None:
        new = Printer(name=name, kind="folder", target=str(folder.resolve()), server="", paused=False)
    else:
        new = Printer(name=name, kind="cups", target=cups or name, server=server, paused=False)
    console.print(asyncio.run(_add(config, new)))


async def _add(config: Config, new: Printer) -> str:
    async with connected(config, size=2) as pool, Destinations() as destinations:
        state = await destinations.of(new).state()  # an unknown one is refused here, with the names that CUPS has
        async with pool.connection() as conn:
            await seed(conn, config)
            await printers.put(conn, new, by=who())
    return f"{new.name}: {state.words}"


@printer.command()
@click.argument("name")
@click.pass_obj
def pause(config: Config, name: str) -> None:
    """Feed it nothing more, on every node; what it has goes on."""
    with_ledger(config, lambda conn: _pause(conn, name, paused=True))
    console.print(f"{name} is paused")


@printer.command()
@click.argument("name")
@click.pass_obj
def resume(config: Config, name: str) -> None:
    """Go on feeding it, and enable its queue in CUPS."""

    async def go_on() -> None:
        async with connected(config, size=2) as pool, Destinations() as destinations, pool.connection() as conn:
            await seed(conn, config)
            await _pause(conn, name, paused=False)
            known = await printers.get(conn, name)
            if known is not None:
                await destinations.of(known).resume()
            await enqueue(conn, [feed(name)])

    asyncio.run(go_on())
    console.print(f"{name} goes on")


async def _pause(conn: Connection, name: str, *, paused: bool) -> None:
    if not await printers.pause(conn, name, paused=paused, by=who()):
        raise attention(f"no printer is called {name}; `badgeforge printer` lists them")
