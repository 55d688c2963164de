"""Step 4's janitor: held jobs never time out, so those that nobody will release are canceled; what is printed is removed."""

import logging
from collections.abc import Callable
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.printers import Printer, of_row
from spool.destination import Destination
from spool.errors import SpoolError

log = logging.getLogger("badgeforge")


class Janitor:
    """A submission whose answer was lost may have left a held sheet behind, after the journal had withdrawn it and gone on. Whoever died
    when a sheet was confirmed left its job, with the badges in it."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], destination: Callable[[Printer], Destination]) -> None:
        self._pool = pool
        self._destination = destination

    async def tick(self) -> None:
        """Look once at every spooler. It touches only titles that the journal knows as ended."""
        async with self._pool.connection() as conn:
            known = [of_row(found) for found in await printers.all_printers(conn)]
        for printer in known:
            try:
                await self._clear(printer)
                await self._remove(self._destination(printer))
            except SpoolError as error:
                log.debug("4 print job: %s cannot be asked for held sheets: %s", printer.name, error)  # the pools say it aloud, once

    async def _remove(self, destination: Destination) -> None:
        if not (kept := await destination.kept()):
            return
        async with self._pool.connection() as conn:
            done = await print_jobs.done(conn, kept)
        for title in done:
            await destination.forget(title)

    async def _clear(self, printer: Printer) -> None:
        destination = self._destination(printer)
        held = await destination.held()
        if not held:
            return
        async with self._pool.connection() as conn:
            abandoned = await print_jobs.abandoned(conn, held)
        for title in abandoned:
            count = await destination.withdraw(title)
            log.warning("4 print job: %s: %d held sheets of %s belonged to nobody and are canceled", printer.name, count, title)
