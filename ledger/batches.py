"""Batches: a list of badges enqueued at once, whose order and slots are fixed then, however the badges finish."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.statements import Connection, row
from ledger.wire import wake


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
