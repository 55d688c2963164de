"""A node: one process with queues of its own, slots for rendering and imposing, and its share of the duties."""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge import generator, workers
from badge_forge.config import Config
from badge_forge.destinations import Destinations
from badge_forge.duties import Duty
from badge_forge.finishing import Finishing
from badge_forge.presence import Presence
from badge_forge.reconciling import Reconciling
from badge_forge.seeding import seed
from badge_forge.slots import SlotDied, SlotError, SlotFault, Slots, SlotTimeout
from badge_forge.stages import Stages, install
from forge.errors import CannotRender
from forge.generation import Defaults, Generation, fetch_design
from forge.slot import BadgeOrder, StoredBadge, render_badge, warm_up
from imposition.aggregation import Aggregation
from imposition.errors import ImpositionError
from imposition.slot import SheetOrder, StoredSheet, impose_sheet
from ledger import leases, nodes, routes
from ledger.points import Reached, unwatched
from ledger.store import Store
from ledger.wire import PRINTING_QUEUE, SHEETS_QUEUE, SPOOL_QUEUE
from spool.confirming import PrintCenter
from spool.feeding import Feeding
from spool.tracking import Tracking

log = logging.getLogger("badgeforge")

BROKEN = (SlotDied, SlotTimeout, SlotFault)
PER_SLOT = 8
"""badges a queue takes on a slot: enough that commits are shared, few enough that a node's memory stays flat"""
SLOT_BYTES = 2 << 30
"""of address space: a hundred badges' worth of fonts and images, and no picture bomb's"""
BADGE_S = 15.0
"""three attempts and the pauses between them settle a badge within a minute"""
SHEET_S = 60.0

WORKERS = (generator.GenerateBadge, workers.ImposeSheet, workers.FeedPrinter, workers.PrintCenter)
"""imported, so that their names resolve"""


class Node:
    """Runs the queues it is told to, or all; `run` is a context: it is up inside, and what is under way is finished at its end."""

    def __init__(
        self,
        *,
        config: Config,
        pool: AsyncConnectionPool[Any],
        queues: Collection[str] = (),
        reached: Reached = unwatched,
    ) -> None:
        self._config = config
        self._pool = pool
        self._only = frozenset(queues)
        self._reached = reached
        self._holder = f"{socket.gethostname()}.{os.getpid()}.{uuid.uuid4().hex[:8]}"
        self._store = Store(root=config.files)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Start slots, queues and duties; at the end stop them in the order that loses nothing."""
        async with self._pool.connection() as conn:
            await seed(conn, self._config)
            served = await routes.all_routes(conn)
            for route in served:
                await fetch_design(conn, self._store, route.design_digest)
        slots = self._slots(sorted({route.design_digest for route in served}))
        with Presence(self._config.var / "nodes", self._holder) as presence:
            async with slots, Destinations() as destinations:
                stages, tracking = self._stages(slots, destinations)
                install(stages)
                oban = self._oban([route.queue for route in served])
                chores = Reconciling(pool=self._pool, oban=oban, name=self._holder, presence=presence)
                async with self._at_work(oban, chores, self._duties(stages, tracking, chores)):
                    yield

    @asynccontextmanager
    async def _at_work(self, oban: Oban, chores: Reconciling, duties: Sequence[Duty]) -> AsyncIterator[None]:
        await chores.rescue()  # what a dead node held is there for the first turns of queues and duties
        await oban.start()
        for duty in duties:
            duty.start()
        try:
            yield
        finally:
            await oban.stop()
            await asyncio.gather(*(duty.stop() for duty in duties))
            async with self._pool.connection() as conn:
                await leases.drop(conn, self._holder)
                await nodes.leave(conn, self._holder)

    def _slots(self, designs: Sequence[str]) -> Slots:
        return Slots(
            count=self._config.slots,
            preload=("forge.rendering", "imposition.write"),
            warm=partial(warm_up, self._store.root, designs),
            memory_bytes=SLOT_BYTES,
        )

    def _stages(self, slots: Slots, destinations: Destinations) -> tuple[Stages, Tracking]:
        config = self._config
        zone = ZoneInfo(config.event.timezone)
        common: dict[str, Any] = {"pool": self._pool, "store": self._store, "reached": self._reached}
        aggregation = Aggregation(**common, impose=partial(_impose, slots), broken=BROKEN, clock=lambda: datetime.now(zone))
        generation = Generation(
            **common,
            defaults=Defaults(event=config.event.key, types=config.types, type=config.default_type),
            render=partial(_render, slots),
            broken=BROKEN,
            finish=Finishing(pool=self._pool, aggregation=aggregation),
        )
        tracking = Tracking(**common, destination=partial(destinations.of, reached=self._reached))
        feeding = Feeding(
            **common, holder=self._holder, destination=partial(destinations.of, reached=self._reached), nudge=self._nudge_poller
        )
        print_center = PrintCenter(pool=self._pool, log_names=config.log_names)
        return Stages(generation=generation, aggregation=aggregation, feeding=feeding, print_center=print_center), tracking

    def _oban(self, served: Collection[str]) -> Oban:
        limit = self._config.slots * PER_SLOT
        queues = dict.fromkeys(served, limit) | {SHEETS_QUEUE: self._config.slots * 2, SPOOL_QUEUE: 8}
        if self._config.print_center == "here":
            queues[PRINTING_QUEUE] = 10
        if self._only:
            queues = {queue: size for queue, size in queues.items() if queue in self._only}
        # Their rescue goes by age alone, and would run a live job again: ours goes by what is known of the nodes.
        return Oban(pool=self._pool, queues=dict(queues), lifeline={"rescue_after": 3600.0}, node=self._holder)

    def _duties(self, stages: Stages, tracking: Tracking, chores: Reconciling) -> list[Duty]:
        async def poll() -> float:
            return 0.1 if await tracking.tick() else 1.0

        async def sweep() -> None:
            await stages.aggregation.sweep()
            await chores.feed()

        duty = partial(Duty, pool=self._pool, holder=self._holder)
        self._poller = duty(name="poller", every_s=1.0, verb=poll)
        return [
            self._poller,
            duty(name="sweep", every_s=1.0, verb=sweep),
            duty(name="reconciler", every_s=5.0, verb=chores.reconcile),
            duty(name="rescue", every_s=1.0, verb=chores.rescue, leased=False),
            duty(name="notifier", every_s=5.0, verb=chores.watch_notifier, leased=False),
        ]

    def _nudge_poller(self) -> None:
        self._poller.nudge()


async def _render(slots: Slots, order: BadgeOrder, *, urgent: bool) -> StoredBadge:
    with _faults_named(CannotRender):
        stored: StoredBadge = await slots.call(render_badge, order, urgent=urgent, timeout_s=BADGE_S)
        return stored


async def _impose(slots: Slots, order: SheetOrder, *, urgent: bool) -> StoredSheet:
    with _faults_named(ImpositionError):
        stored: StoredSheet = await slots.call(impose_sheet, order, urgent=urgent, timeout_s=SHEET_S)
        return stored


@contextmanager
def _faults_named(expected: type[Exception]) -> Iterator[None]:
    """What a stage does not expect of its slot is tried again as the death of a slot is, and then fails with its own words."""
    try:
        yield
    except (expected, SlotError, OSError):
        raise
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise SlotFault("a badge or a sheet is made without a fault of the program", fault, "report it; the others go on") from error
