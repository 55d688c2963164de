"""Watch a batch on its way: the five steps, live, until nothing of it is under way."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import click
from psycopg_pool import AsyncConnectionPool
from rich.live import Live
from rich.text import Text

from badge_forge.config import Config
from badge_forge.session import console
from ledger import batches
from ledger.batches import Progress
from ledger.statements import Connection, rows
from ledger.wire import PRINTING_QUEUE, SHEETS_QUEUE, SPOOL_QUEUE

TICK_S = 0.2


def queues_of(config: Config, queue: str) -> list[str]:
    """The queues that a badge of `queue` passes on nodes of ours."""
    return [queue, SHEETS_QUEUE, SPOOL_QUEUE, *([PRINTING_QUEUE] if config.print_center == "here" else [])]


async def unserved(conn: Connection, queues: Sequence[str]) -> list[str]:
    """Those of the queues that no live node serves."""
    return [found["queue"] for found in await rows(conn, "job/unserved", queues=list(queues))]


def no_node(queues: Sequence[str]) -> str:
    """What a person is told when nobody does the work."""
    return f"no node serves {', '.join(queues)}: start one with `badgeforge up`; the jobs stay until then"


async def watch(
    pool: AsyncConnectionPool[Any], batch: int, queues: Sequence[str], *, patience_s: float | None = None, held: bool = False
) -> int:
    """Show a batch until it is settled (a held one: until its proof is). Returns the exit code: 1 when something needs attention.

    patience_s: leave with 1 when one of the queues has had no node for so long; the jobs stay. None waits for ever."""
    began = seen = time.monotonic()
    with Live(Text(), console=console, refresh_per_second=8, transient=True) as live:
        while True:
            async with pool.connection() as conn:
                progress = await batches.progress(conn, batch)
                if not (missing := await unserved(conn, queues)):
                    seen = time.monotonic()
            live.update(picture(progress))
            if progress.settled or (held and progress.printed):
                break
            if patience_s is not None and time.monotonic() - seen > patience_s:
                click.echo(f"not waiting longer than {patience_s:g} s: {no_node(missing)}", err=True)
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
