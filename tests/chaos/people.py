"""Who gets a badge in a run, on which way, and the badges' PDFs, made before anything is killed."""

import asyncio
import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from badge_forge.config import Config, load
from badge_forge.database import connected
from badge_forge.seeding import event_text, seed
from forge.generation import fetch_design
from forge.slot import BadgeOrder
from ledger import routes
from ledger.store import Store
from tests.chaos.beforehand import make
from tests.services.node import Program

PER_SHEET = 4
LIST_SHEETS = 5
"""of a list that a person prints"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a producer wants at once: rows of a queue, or a list (a batch). sheets: what they come to."""

    queue: str
    people: tuple[str, ...]
    sheets: int
    batch: bool = False


def orders(sheets: int) -> list[Order]:
    """Half of the sheets from rows of a stream, three tenths from lists, two tenths from a desk, in turns; a badge's id is its name."""
    return list(_orders(sheets))


def _orders(sheets: int) -> Iterator[Order]:
    made = badges = 0
    while made < sheets:
        kind = ("badges", "hall", "badges", "desk")[made // LIST_SHEETS % 4]
        count = min(LIST_SHEETS if kind == "hall" else 1, sheets - made)
        size = count * (1 if kind == "desk" else PER_SHEET)
        people = tuple(f"Guest{n}" for n in range(badges, badges + size))
        yield Order(queue=kind, people=people, sheets=count, batch=kind == "hall")
        made, badges = made + count, badges + size


def rows(order: Order) -> list[dict[str, object]]:
    return [{"id": person, "name": person, "type": "attendee"} for person in order.people]


def write_list(order: Order, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "name", "type"))
        writer.writerows((person, person, "attendee") for person in order.people)


def make_badges(program: Program, everyone: list[str]) -> None:
    """Render all of them into the program's store, where its nodes (node.py) take them."""
    config = load(program.config, program.environment)
    design = asyncio.run(_published(config))
    wanted = [
        BadgeOrder(root=config.files, design=design, id=person, name=person, type="attendee", event=event_text(config))
        for person in everyone
    ]
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("forkserver")) as pool:
        for _ in pool.map(make, wanted, chunksize=8):
            pass


async def _published(config: Config) -> str:
    """The digest of the design of all queues, which lies in the store afterwards."""
    async with connected(config) as pool, pool.connection() as conn:
        await seed(conn, config)
        [digest] = {route.design_digest for route in await routes.all_routes(conn)}
        await fetch_design(conn, Store(root=config.files), digest)
    return digest
