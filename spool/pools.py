"""Pools: what each printer is up to, kept in the ledger, and the sheets of one that fails taken to the next of its route."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.print_jobs import PrintJob
from ledger.printers import Printer
from ledger.values import Impact, Trouble
from ledger.wire import wake
from spool.beside import Beside
from spool.destination import Destination
from spool.errors import SpoolError
from spool.recalling import recall
from spool.trouble import trouble_by

log = logging.getLogger("badgeforge")

PATIENCE_S = 2.0
"""whoever says for so long that it cannot print is in trouble: each job begins with a moment in which its printer is connecting"""


class Pools:
    """destination: makes a printer's destination."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], destination: Callable[[Printer], Destination]) -> None:
        self._pool = pool
        self._destination = destination
        self._looks: Beside[None] = Beside()
        self._recalls: Beside[None] = Beside()
        self._said: dict[str, tuple[str, float]] = {}

    async def tick(self) -> None:
        """Look once at all printers that matter now, and recall what lies at those that fail."""
        async with self._pool.connection() as conn:
            minded = await printers.minded(conn)
        await self._looks.round({printer.name: partial(self._look, printer) for printer in minded})
        async with self._pool.connection() as conn:
            stranded = await print_jobs.stranded(conn)
        by_printer = defaultdict(list)
        for job in stranded:
            by_printer[job.printer].append(job)
        at = {printer.name: printer for printer in minded}
        await self._recalls.round({name: partial(self._recall, at[name], jobs) for name, jobs in by_printer.items() if name in at})

    async def _look(self, printer: Printer) -> None:
        try:
            found = await self._destination(printer).trouble()
        except SpoolError as error:
            found = trouble_by(error)
        if found is None:
            await self._well(printer.name)
        elif self._lasts(printer.name, found):
            await self._trouble(printer.name, found)

    def _lasts(self, name: str, found: Trouble) -> bool:
        words, since = self._said.get(name, ("", 0.0))
        if words != found.words:
            since = time.monotonic()
            self._said[name] = (found.words, since)
        return found.impact is not Impact.HINDERED or time.monotonic() - since >= PATIENCE_S

    async def _well(self, name: str) -> None:
        self._said.pop(name, None)
        async with self._pool.connection() as conn, conn.transaction():
            news = await printers.well(conn, name)
            if news:
                await wake(conn, [name])
        if news:
            log.info("4 print job: %s goes on", name)

    async def _trouble(self, name: str, found: Trouble) -> None:
        async with self._pool.connection() as conn:
            news = await printers.trouble(conn, name, found)
        if news:
            log.warning("4 print job: %s: %s", name, found)

    async def _recall(self, printer: Printer, jobs: Sequence[PrintJob]) -> None:
        destination = self._destination(printer)
        for job in jobs:
            try:
                taken = await recall(self._pool, destination, job)
            except SpoolError:
                return  # the next look says what is wrong
            if taken:
                log.info("4 print job: %s is taken back from %s, which had not begun with it", job.title, printer.name)
