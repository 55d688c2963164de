"""What a second slot is worth: the same people through one slot and through two, in turn, each time under new ids."""

import asyncio
import itertools
import statistics
import tempfile
import time
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


async def speedup(people: list[Attendee], design: Design, event: EventText) -> float:
    """Badges a second of two slots over those of one."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(root=Path(folder))
        store.write(design_key(design.digest), design.archive())
        warm = [partial(warm_up, store.root, (design.digest,), event)]
        one, two = (Slots(count=count, preload=("forge.slot",), warm=warm) for count in (1, 2))
        turns = itertools.count()

        async def seconds(slots: Slots) -> float:
            return await _seconds(slots, [_order(store.root, design, event, person) for person in again(people, next(turns))])

        async with one, two:
            await seconds(one)
            await seconds(two)
            return statistics.median([await seconds(one) / await seconds(two) for _ in range(ROUNDS)])


async def _seconds(slots: Slots, orders: list[BadgeOrder]) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(slots.call(render_badge, order) for order in orders))
    return time.perf_counter() - began


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
