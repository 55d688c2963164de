"""Batches: a list of badges enqueued at once, whose order and slots are fixed then, however the badges finish."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ledger.adoption import CHANGES, Arrival, Decision, adopt, decide
from ledger.routes import Route
from ledger.statements import Connection, row, rows, run
from ledger.wire import enqueue, generate, wake

type Places = Sequence[tuple[int, str] | None]
"""sheet, from 1, and slot; None for a print that waits for others to fill its sheet"""
type Place = Callable[[int], Places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """What became of a list. code: None when it held nothing new; waiting: prints without a place; decisions: how many badges met
    each fate."""

    batch: int | None
    code: str | None
    prints: int
    sheets: int
    waiting: int
    decisions: Mapping[Decision, int]

    @property
    def moved(self) -> bool:
        """Is there work for a node in it?"""
        return bool(self.decisions.keys() & {Decision.NEW, Decision.REVISE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The funnel of a batch, in prints; `sheets` are those with a printed badge, `warned` those printed with a warning."""

    prints: int
    generated: int
    imposed: int
    spooled: int
    printed: int
    confirmed: int
    failed: int
    uncertain: int
    canceled: int
    warned: int
    sheets: int

    @property
    def settled(self) -> bool:
        """Is nothing of it under way any more, confirmations included?"""
        return self.confirmed + self.failed + self.uncertain + self.canceled >= self.prints

    @property
    def attention(self) -> int:
        """What a person should look at."""
        return self.failed + self.uncertain + self.warned


async def enqueue_batch(
    conn: Connection,
    arrivals: Sequence[Arrival],
    route: Route,
    *,
    place: Place,
    held: bool = False,
    rest_held: bool = False,
    source: str = "",
    by: str = "",
) -> Enqueued:
    """Enter a list in one transaction. All arrivals are of one event; place: gives the sheet, from 1, and the slot of each of so many
    prints, in their order; held: sheet 1 is a proof; rest_held: prints without a place wait to be flushed, else they join the stream."""
    async with conn.transaction():
        event = arrivals[0].event
        ids = [arrival.badge_id for arrival in arrivals]
        await run(conn, "badge/enter_all", event=event, badge_ids=sorted(ids))
        known = {found["badge_id"]: found for found in await rows(conn, "badge/known_all", event=event, badge_ids=ids)}
        decided = [(arrival, _decide(arrival, known[arrival.badge_id])) for arrival in arrivals]
        new = [arrival for arrival, decision in decided if decision is Decision.NEW]
        await _revise(conn, [arrival for arrival, decision in decided if decision in CHANGES], route)
        places = place(sum(arrival.copies for arrival in new))
        opened = await _open(conn, new, route, places=places, held=held, rest_held=rest_held, source=source, by=by) if new else None
    counts = {decision: sum(1 for _, each in decided if each is decision) for decision in Decision}
    return Enqueued(
        batch=opened["id"] if opened else None,
        code=opened["code"] if opened else None,
        prints=len(places),
        sheets=_sheets(places),
        waiting=sum(place is None for place in places),
        decisions={decision: count for decision, count in counts.items() if count},
    )


def _decide(arrival: Arrival, known: Mapping[str, Any]) -> Decision:
    return decide(
        arrival,
        latest_digest=known["digest"],
        latest_job=known["job"],
        states=known["states"],
        printed_digest=known["printed"],
        erased=known["erased"],
    )


async def _revise(conn: Connection, arrivals: Sequence[Arrival], route: Route) -> None:
    jobs = await _jobs(conn, arrivals, route)
    for arrival in arrivals:
        await adopt(conn, replace(arrival, job=jobs[arrival.badge_id]), route)


async def _jobs(conn: Connection, arrivals: Sequence[Arrival], route: Route) -> dict[str, int]:
    wanted = [generate(route.queue, arrival.badge_id, arrival.event, urgent=False) for arrival in arrivals]
    return {badge_id or "": job for job, badge_id in await enqueue(conn, wanted)}


async def _open(
    conn: Connection, new: Sequence[Arrival], route: Route, *, places: Places, held: bool, rest_held: bool, source: str, by: str
) -> dict[str, Any]:
    event, printer = new[0].event, new[0].printer
    wanted = [(arrival, copy, *(place or (None, None))) for (arrival, copy), place in zip(_copies(new), places, strict=True)]
    last = _sheets(places) + 1
    by_sheet = sorted(wanted, key=lambda each: each[2] or last)  # so that the first sheet is full first, whatever the order
    jobs = await _jobs(conn, list({arrival.badge_id: arrival for arrival, *_ in by_sheet}.values()), route)
    await run(conn, "badge/revise_all", event=event, badges=json.dumps([_badge(arrival, jobs) for arrival in new]))
    batch = await row(
        conn,
        "batch/open",
        event=event,
        route=route.queue,
        design=route.design_digest,
        stock=route.stock_digest,
        sheets=_sheets(places),
        held=held,
        source=source,
        by=by,
    )
    assert batch is not None  # noqa: S101 - an insert returns its row
    await run(conn, "batch/add_sheets", batch=batch["id"], printer=printer, urgent=False)
    lane = await _lane(conn, batch["id"], printer, held=rest_held) if None in places else None
    prints = json.dumps(_placed(wanted, jobs))
    await run(conn, "batch/add_prints", batch=batch["id"], printer=printer, prints=prints, reason=None, lane=lane)
    return batch


async def _lane(conn: Connection, batch: int, printer: str | None, *, held: bool) -> int:
    """The lane of the prints without a place: one of the batch's own, or that of the route's stream."""
    found = await row(conn, "lane/of_rest", batch=batch, printer=printer, held=held)
    assert found is not None  # noqa: S101 - an insert returns its row
    return int(found["id"])


def _badge(arrival: Arrival, jobs: Mapping[str, int]) -> dict[str, Any]:
    return {
        "badge_id": arrival.badge_id,
        "content": dict(arrival.content),
        "digest": arrival.digest,
        "job": jobs[arrival.badge_id],
    }


def _copies(new: Sequence[Arrival]) -> list[tuple[Arrival, int]]:
    return [(arrival, copy) for arrival in new for copy in range(1, arrival.copies + 1)]


def _sheets(places: Places) -> int:
    return max((place[0] for place in places if place), default=0)


def _placed(wanted: Sequence[tuple[Arrival, int, int | None, str | None]], jobs: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"badge_id": arrival.badge_id, "copy": copy, "sequence": sequence, "number": sheet, "slot": slot, "job": jobs[arrival.badge_id]}
        for sequence, (arrival, copy, sheet, slot) in enumerate(wanted)
    ]


async def progress(conn: Connection, batch: int) -> Progress:
    """How far a batch is."""
    found = await row(conn, "batch/progress", batch=batch)
    return Progress(**(found or {}))


async def get(conn: Connection, code: str) -> dict[str, Any] | None:
    """A batch by its code, such as b7."""
    return await row(conn, "batch/get", code=code)


async def release(conn: Connection, batch: int, printers: Sequence[str]) -> bool:
    """The proof is good: the other sheets may go to the printers. False when it was not held."""
    async with conn.transaction():
        released = await row(conn, "batch/release", batch=batch) is not None
        await wake(conn, printers)
    return released
