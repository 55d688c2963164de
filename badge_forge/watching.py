"""Watch a batch on its way: the five steps, live, until nothing of it is under way."""

import asyncio
import time
from typing import Any

import click
from psycopg_pool import AsyncConnectionPool
from rich.live import Live
from rich.text import Text

from badge_forge.session import console
from ledger import batches
from ledger.batches import Progress
from ledger.statements import Connection, row

TICK_S = 0.2


async def served(conn: Connection, queue: str) -> bool:
    """Does a live node serve the queue?"""
    found = await row(conn, "job/served", queue=queue)
    return bool(found and found["served"])


async def watch(pool: AsyncConnectionPool[Any], batch: int, queue: str, *, patience_s: float | None = None, held: bool = False) -> int:
    """Show a batch until it is settled (a held one: until its proof is). Returns the exit code: 1 when something needs attention.

    patience_s: leave with 1 when no node has served the queue for so long; the jobs stay. None waits for ever."""
    began = seen = time.monotonic()
    with Live(Text(), console=console, refresh_per_second=8, transient=True) as live:
        while True:
            async with pool.connection() as conn:
                progress = await batches.progress(conn, batch)
                if await served(conn, queue):
                    seen = time.monotonic()
            live.update(picture(progress))
            if progress.settled or (held and progress.printed):
                break
            if patience_s is not None and time.monotonic() - seen > patience_s:
                click.echo(f"no node has served the queue {queue} for {patience_s:g} s; start one with `badgeforge up`. The jobs stay.")
                return 1
            await asyncio.sleep(TICK_S)
    click.echo(summary(progress, time.monotonic() - began))
    return 1 if progress.attention else 0


def summary(progress: Progress, seconds: float) -> str:
    """The last line: what is on paper, what was confirmed, what needs a person."""
    return (
        f"{progress.printed} badges printed on {progress.sheets} sheets, {progress.confirmed} confirmed, "
        f"{progress.attention} need attention ({seconds:.1f} s)"
    )


def picture(progress: Progress) -> Text:
    """The five steps as bars."""
    steps = (
        ("1 attendees", progress.prints),
        ("2 badges", progress.generated),
        ("3 on sheets", progress.imposed),
        ("4 printed", progress.printed),
        ("5 confirmed", progress.confirmed),
    )
    return Text("\n".join(_bar(name, count, progress.prints) for name, count in steps))


def _bar(name: str, count: int, total: int, width: int = 40) -> str:
    filled = round(width * count / total) if total else 0
    return f"{name:<12} {'█' * filled}{'░' * (width - filled)} {count}/{total}"
