"""What a second slot is worth: the same people through one slot and through two, in turn, each time under new ids."""

import asyncio
import itertools
import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from badge_forge.slots import Slots
from forge.attendee import Attendee
from forge.design import Design
from forge.event import EventText
from forge.slot import BadgeOrder, design_key, render_badge, warm_up
from ledger.store import Store
from tests.benchmarks.sample import again

ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class Speedups:
    """Badges a second of two slots over those of one."""

    ours: float
    """a badge a call, as a node does"""
    machine: float
    """half of all badges a call: what two processes of this machine gain that nobody hands anything to"""


async def speedups(people: list[Attendee], design: Design, event: EventText) -> Speedups:
    """The medians of some rounds."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(root=Path(folder))
        store.write(design_key(design.digest), design.archive())
        warm = [partial(warm_up, store.root, (design.digest,), event)]
        one, two = (Slots(count=count, preload=("forge.slot",), warm=warm) for count in (1, 2))
        turns = itertools.count()

        async def seconds(slots: Slots, *, calls: int) -> float:
            orders = [_order(store.root, design, event, person) for person in again(people, next(turns))]
            return await _seconds(slots, [orders[call::calls] for call in range(calls)])

        async with one, two:
            await seconds(one, calls=len(people))
            await seconds(two, calls=len(people))
            rounds = [
                (
                    await seconds(one, calls=len(people)) / await seconds(two, calls=len(people)),
                    await seconds(one, calls=1) / await seconds(two, calls=2),
                )
                for _ in range(ROUNDS)
            ]
    ours, machine = zip(*rounds, strict=True)
    return Speedups(statistics.median(ours), statistics.median(machine))


async def _seconds(slots: Slots, calls: list[list[BadgeOrder]]) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(slots.call(_render, orders) for orders in calls))
    return time.perf_counter() - began


def _render(orders: list[BadgeOrder]) -> None:
    """In the slot."""
    for order in orders:
        render_badge(order)


def _order(root: Path, design: Design, event: EventText, person: Attendee) -> BadgeOrder:
    return BadgeOrder(
        root=root,
        design=design.digest,
        id=person.id,
        name=person.name,
        company=person.company,
        type=person.type,
        fields=person.fields,
        event=event,
    )
