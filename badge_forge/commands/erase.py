"""`badgeforge erase`: what is known of a person goes, at the person's wish; what was printed when and where stays."""

import asyncio
import sys

import click

from badge_forge.commands.known import one_badge
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.seeding import seed
from badge_forge.session import counted, show, who
from ledger import erasure, printers, retention
from ledger.erasure import Erased
from ledger.statements import Connection, Row
from ledger.store import Store
from spool.errors import SpoolError


@click.command()
@click.argument("badge")
@click.option("--event", metavar="KEY", help="The badge's event, instead of the configuration's.")
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be brought back.")
@click.pass_obj
def erase(config: Config, badge: str, *, event: str | None, yes: bool) -> None:
    """Erase the data of one person, for good.

    BADGE is its id, or enough of the name to be unique. Texts, files and the sheets with the badge on them go, and prints on their way are
    canceled; ids, states and reasons stay, so that the counts are true. The same id is never printed again."""
    raise SystemExit(asyncio.run(_erase(config, badge, event or config.event.key, yes=yes)))


async def _erase(config: Config, query: str, event: str, *, yes: bool) -> int:
    async with connected(config, size=2) as pool, pool.connection() as conn, Destinations(once=True) as destinations:
        await seed(conn, config)
        found = await one_badge(conn, event, query)
        _confirm(found, yes=yes)
        erased = await erasure.erase(conn, found, by=who())
        if erased is None:
            return await _held_up(conn, found)
        files = await _files(conn, Store(root=config.files), erased)
        papers, troubles = await _papers(conn, destinations, erased)
    click.echo(f"badge {found['badge_id']} is erased: {counted(files, 'file')} and {counted(papers, 'sheet')} at printers removed")
    if erased.canceled:
        click.echo(f"{counted(erased.canceled, 'print')} on the way canceled")
    if erased.beside:
        click.echo(f"on its sheets stood {counted(erased.beside, 'other badge')}: what is wanted again of them is rendered again")
    for trouble in troubles:
        click.echo(f"sheets with it may be left: {trouble}; then the same command again", err=True)
    return 1 if troubles else 0


def _confirm(found: Row, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("what is erased cannot be brought back: say --yes where nobody can be asked")
    click.confirm(f"Erase badge {found['badge_id']}, {found['name'] or 'erased before'}, for good?", abort=True)


async def _held_up(conn: Connection, found: Row) -> int:
    prints = await erasure.held_up(conn, found["id"])
    show("not erased, nothing was changed: it is at a printer", ("state", "sheet", "slot"), [tuple(each.values()) for each in prints])
    click.echo("wait until it is printed and confirmed, or say what became of it with `badgeforge resolve SHEET`; then erase it")
    return 1


async def _files(conn: Connection, store: Store, erased: Erased) -> int:
    """Of the store: those of the badge and its sheets, and what the ledger knows of nobody."""
    needed = await retention.needed_of(conn, erased.files)
    there = [store.path(key) for key in erased.files if key not in needed and store.path(key).is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return len(there) + (await retention.clear_unknown(conn, store)).files


async def _papers(conn: Connection, destinations: Destinations, erased: Erased) -> tuple[int, list[str]]:
    """Of the printers: sheets in folders, and documents that CUPS keeps. Returns how many, and what could not be asked."""
    count, troubles = 0, []
    for name, titles in erased.papers:
        printer = await printers.get(conn, name)
        if printer is None:
            continue
        try:
            count += await destinations.of(printer).forget(titles)
        except SpoolError as error:
            troubles.append(str(error))
    return count, list(dict.fromkeys(troubles))
