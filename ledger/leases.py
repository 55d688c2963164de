"""Leases: who performs a duty now, by the database's clock."""

from ledger.statements import Connection, row, run


async def take(conn: Connection, duty: str, holder: str, *, seconds: float) -> bool:
    """Hold the duty, or go on holding it, for so many seconds; False when another holds it."""
    return await row(conn, "lease/take", duty=duty, holder=holder, seconds=seconds) is not None


async def drop(conn: Connection, holder: str) -> None:
    """Give back every duty of this holder."""
    await run(conn, "lease/drop", holder=holder)
