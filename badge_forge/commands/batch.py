"""How a list becomes a batch, and what a person is told of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from badge_forge.commands.place_options import layout
from badge_forge.session import attention, counted, who
from badge_forge.watching import no_node, unserved
from forge.attendee import Attendee
from imposition.order import Last
from imposition.stock import Stock
from ledger import entering
from ledger.entering import Enqueued
from ledger.identity import Arrival, Decision
from ledger.routes import Route
from ledger.statements import Connection


def arrivals_of(people: Iterable[Attendee], *, event: str, printer: str | None, copies: int) -> Iterator[Arrival]:
    """The attendees as arrivals of one list."""
    by = who()
    for person in people:
        content, digest = person.content, person.digest
        yield Arrival(job=0, event=event, badge_id=person.id, content=content, digest=digest, printer=printer, copies=copies, by=by)


def placer(stock: Stock, told: dict[str, Any]) -> entering.Place:
    """Where so many prints stand, by the options of the places."""

    def place(count: int) -> entering.Places:
        asked = layout(stock, count, told)
        laid = asked if told["last"] == Last.FLUSH else replace(asked, count=asked.full)
        if laid.used and not laid.count:
            raise attention("a part-used sheet that is not filled is printed at once: leave --last out, or begin a new sheet")
        found = (laid.place(sequence) for sequence in range(laid.count))
        return ((each.sheet, stock.slot(each.position)) for each in found)

    return place


async def enqueue(
    conn: Connection,
    arrivals: Iterable[Arrival],
    route: Route,
    place: entering.Place,
    *,
    source: str,
    held: bool = False,
    rest_held: bool = False,
) -> Enqueued:
    """Enqueue a list on its route's stock."""
    return await entering.enqueue_batch(conn, arrivals, route, place=place, held=held, rest_held=rest_held, source=source, by=who())


FATES = {
    Decision.NEW: "new",
    Decision.DUPLICATE: "known already",
    Decision.STALE: "older than what is known",
    Decision.REVISE: "corrected in time",
    Decision.TOO_LATE: "changed since print",
    Decision.AS_PRINTED: "as printed before",
    Decision.ERASED: "erased before",
    Decision.REPRINT: "once more",
}


async def tell(conn: Connection, enqueued: Enqueued, queue: str, queues: Sequence[str], *, held: bool, last: str) -> None:
    """What became of the list, and whether anybody works on it."""
    fates = ", ".join(f"{count} {FATES[decision]}" for decision, count in sorted(enqueued.decisions.items()))
    if enqueued.code is None:
        click.echo(f"nothing new: {fates}")
    else:
        click.echo(f"batch {enqueued.code}: {counted(enqueued.prints, 'badge')} on {counted(enqueued.sheets, 'sheet')} ({fates})")
        if held:
            click.echo(f"sheet 1 is the proof, the others are held: look at it, then `badgeforge release {enqueued.code}`")
    if enqueued.waiting:
        rest = f"{counted(enqueued.waiting, 'badge')} of them fill{'s' if enqueued.waiting == 1 else ''} no sheet:"
        click.echo(f"{rest} `badgeforge queue flush {queue}` prints them" if last == Last.HOLD else f"{rest} the queue's next ones do")
    if Decision.TOO_LATE in enqueued.decisions:
        click.echo("what changed stands on a sheet already: `badgeforge status` lists it, and how to print it anew")
    if enqueued.moved and (missing := await unserved(conn, queues)):
        click.echo(no_node(missing), err=True)
