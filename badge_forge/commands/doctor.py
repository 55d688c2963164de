"""`badgeforge doctor`: what this machine lacks, and how to mend it. A check that fails keeps no other from being made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import click

from badge_forge.commands.machine import Found, cups, fonts, pango, store
from badge_forge.commands.printer_words import trouble_words
from badge_forge.config import Config, ConfigError
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.drift import drifted
from badge_forge.reach import ask
from badge_forge.seeding import design_of, fits, load_design, seed
from badge_forge.session import EXPECTED
from forge.errors import ForgeError
from imposition import stocks
from imposition.errors import ImpositionError
from imposition.stock import Stock
from ledger import printers, routes
from ledger.routes import Route
from ledger.statements import Connection
from ledger.values import Impact
from spool.errors import SpoolError
from spool.trouble import trouble_by

_UNSEEN = (
    "CUPS must keep a subscription of the node's user, by which a restart that prints a sheet twice is seen: {server} does not;"
    " see to MaxSubscriptions, MaxLeaseDuration and <Policy> in its cupsd.conf"
)
type Check = Callable[[Config], Awaitable[Found]]


@click.command()
@click.pass_obj
def doctor(found: Config | ConfigError) -> None:
    """Check this machine, and say how to mend what is wrong.

    It looks at the configuration, database, fonts, Pango, store, CUPS, designs, printers, and whether a queue's printers can print it."""
    broken = isinstance(found, ConfigError)
    _say("configuration", ([str(found)] if broken else [], ""))
    wrong = int(broken)
    for name, check in (_WITHOUT_CONFIG if broken else CHECKS).items():
        wrong += _say(name, asyncio.run(_run(check, Config() if isinstance(found, ConfigError) else found)))
    if broken:
        click.echo("the rest needs the configuration: mend it first")
    raise SystemExit(1 if wrong else 0)


def _say(name: str, found: Found) -> int:
    wrong, there = found
    click.echo(f"{name}:" if wrong else f"{name}: fine{', ' if there else ''}{there}")
    for each in wrong:
        click.echo(f"  {each}")
    return len(wrong)


async def _run(check: Check, config: Config) -> Found:
    try:
        return await check(config)
    except (*EXPECTED, OSError) as error:
        return [str(error)], ""


async def _database(config: Config) -> Found:
    async with connected(config, size=1) as pool, pool.connection() as conn:
        cursor = await conn.execute("select lower('ÖBERG') = 'öberg'")
        [folds] = await cursor.fetchone() or [False]
        server = f"PostgreSQL {conn.info.parameter_status('server_version')}{'' if config.database_url else ', embedded'}"
    remedy = "create the database with locale C.UTF-8 (`createdb -T template0 -E UTF8 --locale C.UTF-8`)"
    return [] if folds else [f"its locale does not know that 'öberg' is 'ÖBERG': searches miss names; {remedy}"], server


async def _designs(config: Config) -> Found:
    wrong = []
    for queue in config.queues:
        try:
            fits(load_design(config, queue.design), stocks.find(queue.stock, config.stocks))
        except (ForgeError, ImpositionError) as error:
            wrong.append(f"queue {queue.name}: {error}")
    return wrong, ", ".join(sorted({queue.design for queue in config.queues}))


async def _printers(config: Config) -> Found:
    wrong = []
    async with connected(config, size=1) as pool, Destinations(once=True) as destinations:
        async with pool.connection() as conn:
            await seed(conn, config)
            known = await printers.all_printers(conn)
        for each in known:
            try:
                found = await destinations.of(printers.of_row(each)).trouble()
            except SpoolError as error:
                found = trouble_by(error)
            if found is not None or each["paused"] or each["impact"] in (Impact.STUCK, Impact.BARRED):
                wrong.append(f"{each['name']}: {trouble_words(config, each, found)}")
        servers = sorted({each["server"] for each in known if each["kind"] == "cups"})
        wrong += [_UNSEEN.format(server=server or "this machine") for server in servers if not await _seen(destinations, server)]
    return wrong, ", ".join(each["name"] for each in known)


async def _seen(destinations: Destinations, server: str) -> bool:
    with suppress(SpoolError):  # its printers say it
        return await destinations.tells_restarts(server)
    return True


async def _queues(config: Config) -> Found:
    """Whether each queue is as the configuration says, and its printers can print its design, its stock and its options."""
    async with connected(config, size=1) as pool, pool.connection() as conn, Destinations(once=True) as destinations:
        await seed(conn, config)
        wrong = await drifted(conn, config)
        known = await routes.all_routes(conn)
        for route in known:
            try:
                design_of(config, route)
            except (ForgeError, ImpositionError) as error:
                wrong.append(f"{route.queue}: {error}")
            whys = [await _unprintable(conn, destinations, route, name) for name in route.printers]
            wrong += [f"{route.queue}: {why}" for why in whys if why]
    return wrong, ", ".join(route.queue for route in known)


async def _unprintable(conn: Connection, destinations: Destinations, route: Route, name: str) -> str | None:
    printer = await printers.get(conn, name)
    if printer is None:
        return f"no printer is called {name}; `badgeforge queue set {route.queue} --printer NAME`"
    with suppress(SpoolError):  # `_printers` says it
        answer = await ask(destinations.of(printer), name, Stock.from_dict(route.stock_data), route.options)
        return answer.refusal or answer.warning
    return None


_WITHOUT_CONFIG: dict[str, Check] = {"fonts": fonts, "Pango": pango}
CHECKS: dict[str, Check] = {
    "database": _database,
    **_WITHOUT_CONFIG,
    "store": store,
    "CUPS": cups,
    "designs": _designs,
    "printers": _printers,
    "queues": _queues,
}
