"""The stages of a node, put together with their collaborators: the one place that knows all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from psycopg_pool import AsyncConnectionPool

from badge_forge import slot_work
from badge_forge.config import Config
from badge_forge.destinations import Destinations
from badge_forge.finishing import Finishing
from badge_forge.gathering import Gathering
from badge_forge.slots import Slots
from badge_forge.stages import Stages
from forge.arrivals import Defaults
from forge.generation import Generation
from imposition.aggregation import Aggregation
from ledger import prints
from ledger.points import Reached
from ledger.prints import Claimed
from ledger.retention import Retention
from ledger.store import Room, Store
from spool.confirming import PrintCenter
from spool.feeding import Feeding
from spool.janitor import Janitor
from spool.pools import Pools
from spool.tracking import Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """holder: the node's name; nudge: tells its poller that there is something to follow; reached: told of crash points."""

    config: Config
    pool: AsyncConnectionPool[Any]
    store: Store
    holder: str
    slots: Slots
    destinations: Destinations
    nudge: Callable[[], None]
    reached: Reached
    desks: frozenset[str] = frozenset()
    """the queues at which people stand and wait"""
    room: Room = field(default_factory=Room)
    """whether the store takes files, as the last badge or sheet found it"""

    def stages(self) -> Stages:
        """Steps 1 to 5."""
        aggregation = self._aggregation()
        feeding = self._feeding(aggregation)
        finishing = Finishing(pool=self.pool, aggregation=aggregation, feeding=feeding)
        generation = Generation(
            **self._common,
            room=self.room,
            defaults=Defaults(event=self.config.event.key, types=self.config.types, type=self.config.default_type),
            photos=self.config.photos and self.config.photos.resolve(),
            claim=Gathering(self._claim),
            maker=slot_work.Maker(self.slots),
            render=partial(slot_work.render, self.slots),
            broken=slot_work.BROKEN,
            finish=finishing.enter,
            onward=finishing.onward,
        )
        print_center = PrintCenter(confirm=Gathering(self._confirm), log_names=self.config.log_names)
        return Stages(announce=self._announce, generation=generation, aggregation=aggregation, feeding=feeding, print_center=print_center)

    def tracking(self) -> Tracking:
        """What the poller does."""
        return Tracking(**self._common, destination=self.destinations.of)

    def retention(self) -> Retention:
        """What removes old files."""
        return Retention(pool=self.pool, store=self.store, keep=self.config.keep_files)

    def pools(self) -> Pools:
        """What the pools' duty does."""
        return Pools(pool=self.pool, destination=self.destinations.of)

    def janitor(self) -> Janitor:
        """What the janitor does."""
        return Janitor(pool=self.pool, destination=self.destinations.of)

    @property
    def _common(self) -> dict[str, Any]:
        return {"pool": self.pool, "store": self.store, "reached": self.reached}

    def _aggregation(self) -> Aggregation:
        zone = ZoneInfo(self.config.event.timezone)
        return Aggregation(
            **self._common,
            room=self.room,
            impose=partial(slot_work.impose, self.slots),
            broken=slot_work.BROKEN,
            clock=lambda: datetime.now(zone),
        )

    def _feeding(self, aggregation: Aggregation) -> Feeding:
        return Feeding(
            **self._common, holder=self.holder, destination=self.destinations.of, nudge=self.nudge, make_anew=aggregation.make_anew
        )

    def _announce(self, queue: str, args: Mapping[str, Any]) -> None:
        if queue in self.desks or args.get("reason"):
            self.slots.expect_urgent()

    async def _claim(self, jobs: Sequence[int]) -> Sequence[Sequence[Claimed]]:
        async with self.pool.connection() as conn:
            claimed = await prints.claim(conn, *jobs)
        return [[claim for claim in claimed if claim.job == job] for job in jobs]

    async def _confirm(self, ids: Sequence[int]) -> Sequence[None]:
        async with self.pool.connection() as conn:
            await prints.confirmed(conn, *ids)
        return [None] * len(ids)
