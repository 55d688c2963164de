"""A list enters the ledger as a batch, in one transaction. It is laid out in the database: its length costs no memory here."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg.rows import dict_row

from ledger.adoption import adopt
from ledger.identity import CHANGES, Arrival, Decision, decide
from ledger.routes import Route
from ledger.statements import Connection, Row, row, run, statement
from ledger.wire import enqueue, generate

type Places = Iterable[tuple[int, str]]
"""sheet, from 1, and slot, of prints in their order; those that have none wait for others to fill their sheet"""
type Place = Callable[[int], Places]

AT_ONCE = 1000
"""badges of which is asked what is known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """What became of a list. code: None when it held nothing new; waiting: prints without a place; decisions: how many badges met
    each fate."""

    batch: int | None = None
    code: str | None = None
    prints: int = 0
    sheets: int = 0
    waiting: int = 0
    decisions: Mapping[Decision, int]

    @property
    def moved(self) -> bool:
        """Is there work for a node in it?"""
        return bool(self.decisions.keys() & {Decision.NEW, Decision.REVISE})


async def enqueue_batch(
    conn: Connection,
    arrivals: Iterable[Arrival],
    route: Route,
    *,
    place: Place,
    held: bool = False,
    rest_held: bool = False,
    source: str = "",
    by: str = "",
) -> Enqueued:
    """Enter a list in one transaction. All arrivals, one at least, are of one event and printer; place: where so many prints stand;
    held: sheet 1 is a proof; rest_held: prints without a place wait to be flushed, else they join the stream."""
    async with conn.transaction():
        first = await _lay_out(conn, arrivals)
        await run(conn, "list/enter", event=first.event)
        await run(conn, "list/ready")
        decisions = await _decide(conn, first, route)
        if not decisions[Decision.NEW]:
            return Enqueued(decisions=decisions)
        extent = await _place(conn, place)
        await _describe(conn, first.event, route)
        batch = await _open(conn, first, route, sheets=extent["sheets"], held=held, source=source, by=by)
        lane = await _lane(conn, batch["id"], first.printer, held=rest_held) if extent["waiting"] else None
        await run(conn, "list/add_prints", batch=batch["id"], printer=first.printer, lane=lane)
    return Enqueued(batch=batch["id"], code=batch["code"], **extent, decisions=decisions)


async def _lay_out(conn: Connection, arrivals: Iterable[Arrival]) -> Arrival:
    """Returns the first, for what all have in common."""
    first: Arrival | None = None
    await run(conn, "list/lay_out")
    async with conn.cursor() as cursor, cursor.copy(statement("list/take")) as copy:
        for n, each in enumerate(arrivals):
            first = first or each
            await copy.write_row((n, each.badge_id, json.dumps(each.content), each.digest, each.copies))
    assert first is not None  # noqa: S101 - an empty list is told before
    return first


async def _decide(conn: Connection, first: Arrival, route: Route) -> Counter[Decision]:
    """What each badge of the list means; what is known of one is brought up to date, and the new ones stay in the list."""
    counts: Counter[Decision] = Counter()
    await run(conn, "list/whole")
    async with conn.cursor("known", row_factory=dict_row) as cursor:
        await cursor.execute(statement("list/known"))
        while known := await cursor.fetchmany(AT_ONCE):
            decided = [(found, _decision(found, first)) for found in known]
            counts.update(decision for _, decision in decided)
            await _revise(conn, [_arrival(found, first) for found, decision in decided if decision in CHANGES], route)
            if gone := [found["n"] for found, decision in decided if decision is not Decision.NEW]:
                await run(conn, "list/leave", known=gone)
    return counts


def _arrival(found: Row, first: Arrival) -> Arrival:
    return replace(first, **{key: found[key] for key in ("badge_id", "content", "digest", "copies")})


def _decision(found: Row, first: Arrival) -> Decision:
    return decide(
        _arrival(found, first),
        latest_digest=found["latest"],
        latest_job=found["job"],
        states=found["states"],
        printed_digest=found["printed"],
        erased=found["erased"],
    )


async def _revise(conn: Connection, arrivals: Sequence[Arrival], route: Route) -> None:
    wanted = [generate(route.queue, arrival.badge_id, arrival.event, urgent=False) for arrival in arrivals]
    jobs = {badge_id: job for job, badge_id in await enqueue(conn, wanted)}
    for arrival in arrivals:
        await adopt(conn, replace(arrival, job=jobs[arrival.badge_id]), route)


async def _place(conn: Connection, place: Place) -> Row:
    """Give the prints of the list their places; returns how many sheets, prints and waiting ones there are."""
    count = await row(conn, "list/count") or {}
    places = place(count["prints"])
    await run(conn, "list/places")
    async with conn.cursor() as cursor, cursor.copy(statement("list/place")) as copy:
        for sequence, (sheet, slot) in enumerate(places):
            await copy.write_row((sequence, sheet, slot))
    await run(conn, "list/wish")
    return await row(conn, "list/extent") or {}


async def _describe(conn: Connection, event: str, route: Route) -> None:
    """The jobs of the list and the content of its badges, which bears their numbers."""
    job = generate(route.queue, "", event, urgent=False)
    args = json.dumps(dict(job.args))
    await run(conn, "list/jobs", queue=job.queue, worker=job.worker, args=args, priority=job.priority, max_attempts=job.max_attempts)
    await run(conn, "list/revise")


async def _open(conn: Connection, first: Arrival, route: Route, *, sheets: int, **told: Any) -> Row:
    batch = await row(
        conn,
        "batch/open",
        event=first.event,
        route=route.queue,
        design=route.design_digest,
        stock=route.stock_digest,
        sheets=sheets,
        **told,
    )
    assert batch is not None  # noqa: S101 - an insert returns its row
    await run(conn, "batch/add_sheets", batch=batch["id"], printer=first.printer, urgent=False)
    return batch


async def _lane(conn: Connection, batch: int, printer: str | None, *, held: bool) -> int:
    """The lane of the prints without a place: one of the batch's own, or that of the route's stream."""
    found = await row(conn, "lane/of_rest", batch=batch, printer=printer, held=held)
    assert found is not None  # noqa: S101 - an insert returns its row
    return int(found["id"])
