"""What a second slot is worth: the same badges through one slot and through two, in turn."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from badge_forge.slots import Slots
from forge.attendee import Attendee
from forge.design import Design
from forge.event import EventText
from forge.slot import BadgeOrder, design_key, render_badge, warm_up
from ledger.store import Store

ROUNDS: Final = 3
TIMES: Final = 5
"""the list is rendered in a round"""


async def speedup(people: Sequence[Attendee], design: Design, event: EventText) -> float:
    """Badges a second of two slots over those of one."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(root=Path(folder))
        store.write(design_key(design.digest), design.archive())
        orders = [_order(store.root, design, event, person) for person in people] * TIMES
        warm = partial(warm_up, store.root, (design.digest,), event)
        one, two = (Slots(count=count, preload=("forge.slot",), warm=warm) for count in (1, 2))
        async with one, two:
            await _seconds(one, orders)
            await _seconds(two, orders)
            return statistics.median([await _seconds(one, orders) / await _seconds(two, orders) for _ in range(ROUNDS)])


async def _seconds(slots: Slots, orders: Sequence[BadgeOrder]) -> float:
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
