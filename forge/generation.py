"""Steps 1 and 2 as a stage: a job's args become a badge in the ledger, and its PDF in the store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg_pool import AsyncConnectionPool

from forge import photos
from forge.arrivals import Arrivals, Defaults
from forge.attendee import Attendee
from forge.errors import CannotRender
from forge.event import EventText
from forge.slot import BadgeOrder, StoredBadge, design_key, made_of
from ledger import prints
from ledger.points import Point, Reached, unwatched
from ledger.prints import Claimed, Generated
from ledger.statements import Connection, row
from ledger.store import ROOM_S, Room, Store
from ledger.values import Done, Later, Outcome, Refused

log = logging.getLogger("badgeforge")

TRIES = 3
PAUSES_S = (2.0, 8.0)
"""between the attempts, so that a badge is settled within a minute of its first"""


class Generation:
    """Adopt what a producer sent, render it in a slot, enter the result.

    photos: the folder of attendees' photos; claim: takes a job's prints, the claims of many jobs at a time; maker: asks for the
    digest of what the slots render with; render: renders in a slot and raises CannotRender, or one of `broken` when the slot died or took
    too long; finish: enters results into the ledger, many at a time, and returns the lanes of an urgent badge; onward: takes those through
    the next steps."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[Any],
        store: Store,
        defaults: Defaults,
        photos: Path | None = None,
        claim: Callable[[int], Awaitable[Sequence[Claimed]]],
        maker: Callable[[], Awaitable[str]],
        render: Callable[..., Awaitable[StoredBadge]],
        broken: tuple[type[Exception], ...],
        finish: Callable[[Sequence[Generated], bool], Awaitable[Sequence[int]]],
        onward: Callable[[Sequence[int]], Awaitable[None]],
        room: Room | None = None,
        reached: Reached = unwatched,
    ) -> None:
        self._pool = pool
        self._store = store
        self._room = room or Room()
        self._arrivals = Arrivals(pool=pool, defaults=defaults)
        self._photos = photos
        self._claim = claim
        self._maker = maker
        self._render = render
        self._broken: tuple[type[Exception], ...] = (*broken, OSError)
        self._finish = finish
        self._onward = onward
        self._reached = reached

    async def run(self, job: int, queue: str, args: Mapping[str, Any]) -> Outcome:
        """One job of a route's queue."""
        claimed = await self._claim(job)
        if not claimed:
            refused = await self._arrivals.enter(job, queue, args)
            if refused:
                return refused
            claimed = await self._claim(job)
        if not claimed:
            return Done()
        order = await self._order(claimed[0])
        if kept := await self._kept(claimed[0], order):
            return await self._enter(claimed, kept, why="as it was rendered before")
        await self._bring_design(claimed[0].design)
        return await self._generate(claimed, order)

    async def _kept(self, claim: Claimed, order: BadgeOrder) -> StoredBadge | None:
        """The badge as it was rendered before, where it would be the same now, and its file is there: no slot is asked."""
        rendered = claim.rendered
        if rendered is None:
            return None
        try:
            maker = await self._maker()
        except self._broken:
            return None  # render it: it is tried as often as any other
        if rendered["made_of"] != made_of(order, maker):
            return None
        if not await asyncio.to_thread(self._store.holds, rendered["pdf"]):
            return None
        return StoredBadge(**{**rendered, "warnings": tuple(rendered["warnings"])})

    async def _bring_design(self, digest: str) -> None:
        if not self._store.path(design_key(digest)).exists():
            async with self._pool.connection() as conn:
                await fetch_design(conn, self._store, digest)

    async def _generate(self, claimed: Sequence[Claimed], order: BadgeOrder) -> Outcome:
        first = claimed[0]
        try:
            stored = await self._render(order, urgent=first.urgent)
        except CannotRender as error:
            return await self._give_up(claimed, str(error))
        except self._broken as error:
            return await self._again(claimed, error)
        self._room.found()
        self._reached(Point.RENDERED)
        return await self._enter(claimed, stored)

    async def _enter(self, claimed: Sequence[Claimed], stored: StoredBadge, *, why: str = "") -> Done:
        first = claimed[0]
        lanes = await self._finish([_generated(claim, stored, why) for claim in claimed], first.urgent)
        self._reached(Point.BADGE_COMMITTED)
        log.info("2 badge: %s generated%s, %d print%s", first.badge_id, why and f" {why}", len(claimed), "" if len(claimed) == 1 else "s")
        await self._onward(lanes)
        return Done()

    async def _order(self, claim: Claimed) -> BadgeOrder:
        attendee = Attendee(id=claim.badge_id, **claim.content)
        event = EventText(
            key=claim.event,
            name=claim.event_name or claim.event,
            dates=claim.event_dates,
            place=claim.event_place,
            language=claim.event_language,
        )
        photo = photos.named(attendee.fields) if self._photos else ""
        return BadgeOrder(
            root=self._store.root,
            design=claim.design,
            id=attendee.id,
            name=attendee.name,
            company=attendee.company,
            type=attendee.type,
            fields=dict(attendee.fields),
            event=event,
            accept=claim.accept,
            photos=self._photos,
            photo=await asyncio.to_thread(photos.digest, self._photos, photo) if photo else "",
        )

    async def _again(self, claimed: Sequence[Claimed], error: Exception) -> Outcome:
        """The slot died or took too long. A node that is killed counts for nothing: it had many badges in hand, and no fault of theirs;
        and so does a full disk."""
        why = str(error)
        if self._room.wants(error):
            return Later(seconds=ROOM_S, why=why)
        async with self._pool.connection() as conn:
            tries = await prints.stumbled(conn, claimed)
        if tries >= TRIES:
            return await self._give_up(claimed, f"{why} ({tries} attempts)")
        return Later(seconds=PAUSES_S[tries - 1], why=why) if tries else Done()

    async def _give_up(self, claimed: Sequence[Claimed], why: str) -> Refused:
        async with self._pool.connection() as conn:
            await prints.failed(conn, claimed, why)
        log.warning("2 badge: %s failed: %s", claimed[0].badge_id, why)
        return Refused(why=why)


async def fetch_design(conn: Connection, store: Store, digest: str) -> None:
    """Bring a published design from the ledger to this node's store, where the slots read it."""
    if not store.path(design_key(digest)).exists():
        found = await row(conn, "design/get", digest=digest)
        if found is not None:
            store.write(design_key(digest), bytes(found["archive"]))


def _generated(claim: Claimed, stored: StoredBadge, why: str) -> Generated:
    return Generated(
        id=claim.id,
        fence=claim.fence,
        pdf=stored.pdf,
        trim_width=stored.trim_width,
        trim_height=stored.trim_height,
        bleed=stored.bleed,
        pages=stored.pages,
        warnings=stored.warnings,
        made_of=stored.made_of,
        why=why,
    )
