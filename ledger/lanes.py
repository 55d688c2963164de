"""Lanes: prints without fixed slots, which take sheets in the order of their generation."""

from collections.abc import Sequence
from typing import Any

from ledger.statements import Connection, row, rows
from ledger.wire import enqueue, impose


async def lock(conn: Connection, lane: int) -> dict[str, Any] | None:
    """Lock a lane before it is cut; returns its row with the stock's data. Cut in a later statement: this one's snapshot is old by then."""
    return await row(conn, "lane/lock", lane=lane)


async def ripe(conn: Connection, lane: int) -> bool:
    """May the lane's last, part-filled sheet be closed now?"""
    found = await row(conn, "lane/ripe", lane=lane)
    return bool(found and found["ripe"])


async def cut(conn: Connection, lane: int, *, slots: Sequence[str], flush: bool, urgent: bool, hand_on: bool = True) -> list[int]:
    """Cut the lane into sheets of len(slots) prints, the rest too where it is flushed; the caller holds the lock. Returns the sheets.

    hand_on: enqueue a job for each to be imposed; else the caller imposes them."""
    made = await rows(conn, "lane/cut", lane=lane, slots=list(slots), capacity=len(slots), flush=flush)
    sheets = [found["id"] for found in made]
    await enqueue(conn, [impose(sheet, urgent=urgent) for sheet in sheets if hand_on])
    return sheets


async def uncut(conn: Connection) -> list[int]:
    """Lanes that hold generated prints on no sheet."""
    return [found["lane"] for found in await rows(conn, "lane/uncut")]
