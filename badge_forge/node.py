"""A node: one process with queues of its own, slots for rendering and imposing, and its share of the duties."""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from oban import Oban
from psycopg_pool import AsyncConnectionPool

from badge_forge import generator, slot_work, workers
from badge_forge.acknowledging import share_statements
from badge_forge.assembly import Assembly
from badge_forge.config import Config
from badge_forge.connections import pool_of_queues
from badge_forge.destinations import Destinations
from badge_forge.duties import Duty
from badge_forge.presence import Presence
from badge_forge.reconciling import LOOK_S, Reconciling
from badge_forge.seeding import event_text, seed
from badge_forge.slots import Slots
from badge_forge.stages import Stages, install
from forge.generation import fetch_design
from ledger import leases, nodes, printers, routes
from ledger.points import Reached, unwatched
from ledger.routes import Route
from ledger.store import Store
from ledger.wire import PRINTING_QUEUE, SHEETS_QUEUE, SPOOL_QUEUE

log = logging.getLogger("badgeforge")

PER_SLOT = 8
"""badges a queue takes on a slot: enough that commits are shared, few enough that a node's memory stays flat"""
FEEDING = 8
"""jobs of the queue `spool` at a time, beside one for each printer: where a server hangs, each of its printers keeps one"""
CALM_S = 0.15
"""seconds between two fetches of a queue that is busy, where nobody stands and waits: acknowledgements and new jobs share a transaction"""
SERENE_S = 0.3
"""the same where no reprint comes by, and no printer may run dry"""

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
        """Start slots, queues and duties; at the end stop them in the order that loses nothing.

        Inside, the node takes jobs. Its slots may still be warming up: the first that is warm takes what waits, urgent calls first."""
        async with self._pool.connection() as conn:
            await seed(conn, self._config)
            served = await routes.all_routes(conn)
            printing = len(await printers.all_printers(conn))
            for route in served:
                await fetch_design(conn, self._store, route.design_digest)
        slots = self._slots(sorted({route.design_digest for route in served}))
        with Presence(self._config.var / "nodes", self._holder) as presence:
            async with _starting(slots) as give_up, Destinations() as destinations, pool_of_queues(self._pool) as queues:
                assembly = self._assembly(slots, destinations, desks=frozenset(route.queue for route in served if route.desk))
                stages = assembly.stages()
                install(stages)
                oban = self._oban(served, printing, queues)
                chores = Reconciling(
                    pool=self._pool, oban=oban, name=self._holder, presence=presence, room=assembly.room, store=self._store
                )
                async with self._at_work(oban, chores, self._duties(assembly, stages, chores), give_up):
                    yield

    @asynccontextmanager
    async def _at_work(
        self, oban: Oban, chores: Reconciling, duties: Sequence[Duty], give_up: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        await chores.rescue()  # what a dead node held is there for the first turns of queues and duties
        await oban.start()
        for duty in duties:
            duty.start()
        try:
            yield
        finally:
            await give_up()
            await oban.stop()
            await asyncio.gather(*(duty.stop() for duty in duties))
            async with self._pool.connection() as conn:
                await leases.drop(conn, self._holder)
                await nodes.leave(conn, self._holder)

    def _slots(self, designs: Sequence[str]) -> Slots:
        return Slots(
            count=self._config.slots,
            preload=slot_work.PRELOAD,
            warm=[partial(slot_work.warm, self._store.root, (design,), event_text(self._config)) for design in designs],
            memory_bytes=slot_work.SLOT_BYTES,
        )

    def _assembly(self, slots: Slots, destinations: Destinations, *, desks: frozenset[str]) -> Assembly:
        return Assembly(
            config=self._config,
            pool=self._pool,
            store=self._store,
            holder=self._holder,
            slots=slots,
            destinations=destinations,
            nudge=self._nudge_poller,
            reached=self._reached,
            desks=desks,
        )

    def _oban(self, served: Sequence[Route], printing: int, pool: AsyncConnectionPool[Any]) -> Oban:
        slots = self._config.slots
        sizes = {route.queue: slots * PER_SLOT for route in served} | {SHEETS_QUEUE: slots * 4, SPOOL_QUEUE: printing + FEEDING}
        if self._config.print_center == "here":
            sizes[PRINTING_QUEUE] = 40
        pauses: dict[str, dict[str, float]] = {route.queue: {} for route in served if route.desk}
        pauses |= {queue: {"debounce_interval": SERENE_S} for queue in (SHEETS_QUEUE, PRINTING_QUEUE)}
        queues: dict[str, Any] = {
            queue: {"limit": size} | pauses.get(queue, {"debounce_interval": CALM_S})
            for queue, size in sizes.items()
            if not self._only or queue in self._only
        }
        share_statements()
        # Their rescue goes by age alone, and would run a live job again: ours goes by what is known of the nodes.
        return Oban(pool=pool, queues=queues, lifeline={"rescue_after": 3600.0}, node=self._holder)

    def _duties(self, assembly: Assembly, stages: Stages, chores: Reconciling) -> list[Duty]:
        async def sweep() -> None:
            await stages.aggregation.sweep()
            await chores.feed()

        duty = partial(Duty, pool=self._pool, holder=self._holder)
        self._poller = duty(name="poller", every_s=1.0, verb=assembly.tracking().tick)
        return [
            self._poller,
            duty(name="sweep", every_s=1.0, verb=sweep),
            duty(name="pools", every_s=1.0, verb=assembly.pools().tick),
            duty(name="reconciler", every_s=LOOK_S, verb=chores.reconcile),
            duty(name="janitor", every_s=60.0, verb=assembly.janitor().tick),
            duty(name="retention", every_s=3600.0, verb=assembly.retention().tick, leased=False),  # each node has a store
            duty(name="rescue", every_s=1.0, verb=chores.rescue, leased=False),
            duty(name="mending", every_s=5.0, verb=chores.mend_oban, leased=False),
        ]

    def _nudge_poller(self) -> None:
        self._poller.nudge()


@asynccontextmanager
async def _starting(slots: Slots) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Start and warm the slots beside the block, and stop them at its end. One that cannot be warmed ends the block, with its SlotError.

    Gives what is called when the node begins to end: slots of which none is warm are ended at once, and give back the jobs that wait."""

    async def give_up() -> None:
        if not slots.warm:
            start.cancel()
            await asyncio.wait([start])

    try:
        async with asyncio.TaskGroup() as beside:
            start = beside.create_task(slots.start(), name="slots")
            try:
                yield give_up
            finally:
                start.cancel()
                await asyncio.wait([start])
                await slots.stop()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
