"""A design that never ends costs its own badge and nothing else: the slot is replaced, the next badge is as good as ever."""

from functools import partial
from pathlib import Path

import pytest

from badge_forge.slot_work import SLOT_BYTES
from badge_forge.slots import SlotDied, Slots, SlotTimeout
from forge.design import Design, find
from forge.slot import BadgeOrder, design_key, render_badge, warm_up
from ledger.store import Store
from tests.forge.bombs import ENDLESS, LARGE
from tests.forge.people import EVENT


def published(store: Store, design: Design) -> Design:
    store.write(design_key(design.digest), design.archive())
    return design


def order(store: Store, design: Design, name: str) -> BadgeOrder:
    return BadgeOrder(root=store.root, design=design.digest, id="A17", name=name, type="speaker", event=EVENT)


async def test_what_never_ends_or_eats_the_memory_costs_its_badge_only(tmp_path: Path):
    store = Store(root=tmp_path)
    shipped = published(store, find("conference"))
    endless, large = (
        published(store, Design.parse("bomb", {**shipped.files, "badge.html": shipped.html.replace("</body>", f"{body}</body>").encode()}))
        for body in (ENDLESS, LARGE)
    )
    warm = [partial(warm_up, store.root, (large.digest,), EVENT)]
    async with Slots(count=1, preload=("forge.slot",), warm=warm, memory_bytes=SLOT_BYTES) as slots:
        with pytest.raises(SlotTimeout):
            await slots.call(render_badge, order(store, endless, "Ada"), timeout_s=3)
        with pytest.raises(SlotDied, match="out of memory"):
            await slots.call(render_badge, order(store, large, "Ada"))
        stored = await slots.call(render_badge, order(store, shipped, "Bob"))
    assert store.path(stored.pdf).read_bytes().startswith(b"%PDF")
