"""Erasure: what is known of a person goes, what happened stays: counts and history bear ids, states and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.history import note
from ledger.reconcile import cancel
from ledger.statements import Connection, Row, row, rows, run
from ledger.wire import GENERATE, PRINT_CENTER, PRINTING_QUEUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was known. canceled: prints that were on their way; files: keys in the store; papers: printers, and how the titles of the sheets
    that they printed begin; beside: how many other badges stood on those sheets."""

    canceled: int
    files: Sequence[str]
    papers: Sequence[tuple[str, str]]
    beside: int


async def held_up(conn: Connection, badge: int) -> list[Row]:
    """The prints that keep a badge from being erased: a printer has them, nobody knows, or a PrintCenter is about to confirm them."""
    return await rows(conn, "erasure/held_up", badge=badge, printing=PRINTING_QUEUE)


async def erase(conn: Connection, found: Row, *, by: str) -> Erased | None:
    """Cancel what is on its way of a badge, and overwrite what the database knows of its person; None when it is held up.

    One transaction; again and again is as good as once. The files and papers are the caller's to remove."""
    badge = found["id"]
    async with conn.transaction():
        await row(conn, "badge/lock", event=found["event"], badge_id=found["badge_id"])
        if await held_up(conn, badge):
            return None
        under_way = [print_["id"] for print_ in await rows(conn, "print/cancelable", batch=None, badge=badge, queue=None)]
        canceled = await cancel(conn, under_way, by=by, why="its badge was erased")
        await run(conn, "erasure/jobs", badge=badge, generate=GENERATE, print_center=PRINT_CENTER)
        await run(conn, "erasure/revisions", badge=badge)
        badges = await rows(conn, "erasure/prints", badge=badge)
        sheets = await rows(conn, "erasure/sheets", badge=badge)
        await run(conn, "erasure/badge", badge=badge)
        await note(conn, "erased", badge=badge, why="its person's data", by=by)
        return await _erased(conn, badge, len(canceled), badges, sheets)


async def _erased(conn: Connection, badge: int, canceled: int, badges: Sequence[Row], sheets: Sequence[Row]) -> Erased:
    on = [sheet["id"] for sheet in sheets]
    papers = await rows(conn, "erasure/papers", sheets=on)
    beside = await row(conn, "erasure/beside", sheets=on, badge=badge)
    return Erased(
        canceled=canceled,
        files=sorted({found["pdf"] for found in (*badges, *sheets)} - {None}),
        papers=[(paper["printer"], paper["titles"]) for paper in papers],
        beside=beside["badges"] if beside else 0,
    )
