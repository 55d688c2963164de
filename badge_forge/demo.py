"""`make demo`: the sample list through the whole flow, to the folder destination."""

import asyncio
import logging
import sys
import uuid
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import click

from badge_forge.commands.batch import arrivals_of, enqueue, placer
from badge_forge.commands.known import known_route
from badge_forge.commands.place_options import AS_SORTED
from badge_forge.commands.preflight import preflight
from badge_forge.config import EventConfig, load
from badge_forge.database import connected
from badge_forge.logs import set_up
from badge_forge.node import Node
from badge_forge.watching import watch
from forge.intake import read_list
from imposition.stock import Stock


async def demo() -> int:
    """Print the sample attendees; a fresh event each time, so that a second run prints them again."""
    base = load()
    key = f"demo-{uuid.uuid4().hex[:6]}"
    config = replace(base, event=EventConfig(key=key, name="Paper & Queues", dates="24-26 November 2026", place="Lisbon"))
    with as_file(files("forge") / "samples" / "attendees.csv") as sample:
        intake = read_list(sample, types=config.types, default_type=config.default_type)
    preflight(intake)
    for printer in config.printers:  # the ledger may know one from a copy of this folder that was removed
        if printer.kind == "folder":
            Path(printer.target).mkdir(parents=True, exist_ok=True)
    async with connected(config, size=20) as pool, Node(config=config, pool=pool).run():
        async with pool.connection() as conn:
            route = await known_route(conn, "badges")
            arrivals = arrivals_of((row.attendee for row in intake.rows), event=key, printer=None, copies=1)
            place = placer(Stock.from_dict(route.stock_data), AS_SORTED)
            enqueued = await enqueue(conn, arrivals, route, place, source="samples/attendees.csv")
        code = await watch(pool, enqueued.batch or 0, ["badges"])
    folder = next((printer.target for printer in config.printers if printer.name in route.printers), config.printers[0].target)
    click.echo(f"the sheets are in {folder}")
    return code


def main() -> None:
    """The console script of `make demo`."""
    set_up(log_names=False, level=logging.WARNING)
    sys.exit(asyncio.run(demo()))


if __name__ == "__main__":
    main()
