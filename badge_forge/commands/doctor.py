"""`badgeforge doctor`: what this machine lacks, and how to mend it."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from importlib import import_module

import click
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.destinations import Destinations
from badge_forge.postgres_programs import PostgresError
from badge_forge.seeding import fits, load_design, seed
from forge.errors import ForgeError
from imposition import stocks
from imposition.errors import ImpositionError
from ledger import printers
from ledger.printers import Printer
from spool.errors import SpoolError

FONTS = {"Noto Sans": "fonts-noto-core", "Noto Sans CJK JP": "fonts-noto-cjk", "Noto Color Emoji": "fonts-noto-color-emoji"}
EXPECTED = (OperationalError, PoolTimeout, PostgresError, ForgeError, ImpositionError, SpoolError, OSError)

type Check = Callable[[Config], Awaitable[list[str]]]


@click.command()
@click.pass_obj
def doctor(config: Config) -> None:
    """Check database, fonts, Pango, designs and printers, and say how to mend what is wrong."""
    checks: dict[str, Check] = {"database": _database, "fonts": _fonts, "Pango": _pango, "designs": _designs, "printers": _printers}
    wrong = 0
    for name, check in checks.items():
        found = asyncio.run(_run(check, config))
        wrong += len(found)
        click.echo(f"{name}: {'fine' if not found else ''}")
        for each in found:
            click.echo(f"  {each}")
    raise SystemExit(1 if wrong else 0)


async def _run(check: Check, config: Config) -> list[str]:
    try:
        return await check(config)
    except EXPECTED as error:
        return [str(error)]


async def _database(config: Config) -> list[str]:
    async with connected(config, size=1) as pool, pool.connection() as conn:
        await seed(conn, config)
        cursor = await conn.execute("select lower('ÖBERG') = 'öberg', current_setting('server_encoding')")
        folds, encoding = await cursor.fetchone() or (False, "")
    found = [] if folds else ["lower('ÖBERG') is not 'öberg': searches miss names; create the database with locale C.UTF-8"]
    return found if encoding == "UTF8" else [*found, f"the encoding is {encoding}, names need UTF8; create the database with it"]


async def _fonts(_: Config) -> list[str]:
    if shutil.which("fc-list") is None:
        return ["fc-list is missing: install the package fontconfig"]
    process = await asyncio.create_subprocess_exec("fc-list", ":", "family", stdout=asyncio.subprocess.PIPE)
    listed = (await process.communicate())[0].decode()
    return [f"the font {font} is missing: install the package {package}" for font, package in FONTS.items() if font not in listed]


async def _pango(_: Config) -> list[str]:
    try:
        import_module("forge.rendering")
    except OSError as error:
        return [f"Pango cannot be loaded ({error}): install the packages libpango-1.0-0 and libpangoft2-1.0-0"]
    return []


async def _designs(config: Config) -> list[str]:
    for queue in config.queues:
        fits(load_design(config, queue.design), stocks.find(queue.stock))
    return []


async def _printers(config: Config) -> list[str]:
    found = []
    async with connected(config, size=1) as pool, Destinations() as destinations:
        async with pool.connection() as conn:
            known = await printers.all_printers(conn)
        for each in known:
            printer = Printer(**{key: each[key] for key in ("name", "kind", "target", "server", "paused")})
            try:
                await destinations.of(printer).state()
            except SpoolError as error:
                found.append(f"{each['name']}: {error}")
    return found
