"""Released print jobs that their spooler holds, until a person lets them go on."""

from collections.abc import Mapping

from ledger.statements import Connection, Row, rows, run


async def note(conn: Connection, holds: Mapping[int, str | None]) -> None:
    """By the id of the print job, why its spooler holds it, in words; None: it does not."""
    await run(conn, "print_job/hold", ids=list(holds), holds=list(holds.values()))


async def held(conn: Connection) -> list[Row]:
    """Those that are held now, with their printer, their sheet and since when."""
    return await rows(conn, "print_job/held")
