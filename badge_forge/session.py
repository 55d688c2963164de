"""What the commands share: a connection to the ledger, who is asking, and a table on the screen."""

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from rich.console import Console
from rich.table import Table
from rich.text import Text

from badge_forge.backup import BackupError
from badge_forge.config import Config, ConfigError
from badge_forge.database import NoDatabase, connected
from badge_forge.postgres_programs import PostgresError
from badge_forge.seeding import seed
from badge_forge.slot_calls import SlotError
from forge.errors import ForgeError
from imposition.errors import ImpositionError
from ledger.statements import Connection
from spool.errors import SpoolError

EXPECTED = (
    ConfigError,
    BackupError,
    NoDatabase,
    PostgresError,
    ForgeError,
    ImpositionError,
    SpoolError,
    SlotError,
    OperationalError,
    PoolTimeout,
)
"""what a user can mend: a sentence each, never a traceback"""
console = Console(soft_wrap=True, highlight=False)
_page = Console(width=1000, highlight=False)
"""for tables: a narrow screen wraps their lines, nothing of them is left out"""


def with_ledger[T](config: Config, ask: Callable[[Connection], Awaitable[T]]) -> T:
    """Run `ask` with a connection to the migrated, seeded ledger."""

    async def connect() -> T:
        async with connected(config, size=2) as pool, pool.connection() as conn:
            await seed(conn, config)
            return await ask(conn)

    return asyncio.run(connect())


def who() -> str:
    """The person at the keyboard, for the history."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user has no name
        return f"user {os.getuid()}"


def attention(message: str) -> click.ClickException:
    """Something needs the user: the message, and exit code 1."""
    return click.ClickException(message)


def local(config: Config, at: datetime | None) -> str:
    """A time as the event's clock shows it."""
    return f"{at.astimezone(ZoneInfo(config.event.timezone)):%Y-%m-%d %H:%M:%S}" if at else ""


def counted(number: int, noun: str) -> str:
    """`1 sheet`, `2 sheets`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table, unless it is empty; cells are printed as they are, whatever an attendee wrote into them."""
    cells = [[Text("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not cells:
        return
    click.echo(title)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        table.add_row(*row)
    with _page.capture() as page:
        _page.print(table)
    for line in page.get().splitlines():
        click.echo(line.rstrip())
