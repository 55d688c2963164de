"""Step 4 as a stage: feed a printer up to two outstanding sheets, by the held protocol, with the journal in the ledger."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.points import Point, Reached, unwatched
from ledger.print_jobs import Intent
from ledger.printers import Printer
from ledger.sheets import ImposedSheet
from ledger.statements import Row
from ledger.store import Store
from ledger.values import Calibration, Done, Outcome, Size
from spool.complaints import Complaints
from spool.destination import Destination, HeldJob, Submitted
from spool.errors import SpoolError
from spool.ipp import Fate
from spool.ticket import Ticket

log = logging.getLogger("badgeforge")


class Feeding:
    """destination: makes a printer's destination; nudge: tells this node's poller that there is something to follow; make_anew: makes
    an imposed sheet's PDF for another calibration, or sends it back to step 3 and returns None."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[Any],
        store: Store,
        holder: str,
        destination: Callable[[Printer], Destination],
        nudge: Callable[[], None],
        make_anew: Callable[[int, Calibration], Awaitable[ImposedSheet | None]],
        reached: Reached = unwatched,
    ) -> None:
        self._pool = pool
        self._store = store
        self._holder = holder
        self._destination = destination
        self._nudge = nudge
        self._make_anew = make_anew
        self._reached = reached
        self._complaints = Complaints()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self, name: str) -> Outcome:
        """One job of the queue `spool`. Whoever finds the printer taken leaves: the one who has it sees the same sheets."""
        async with self._turns[name]:
            async with self._pool.connection() as conn:
                printer = await printers.lease(conn, name, self._holder)
            if printer is None:
                return Done()
            try:
                await self._feed(printer)
            except SpoolError as error:
                await self._trouble(printer, str(error))
            finally:
                async with self._pool.connection() as conn:
                    await printers.release(conn, name, self._holder)
        return Done()

    async def _feed(self, printer: Printer) -> None:
        destination = self._destination(printer)
        await self._recover(printer, destination)
        while await self._submit_next(printer, destination):
            async with self._pool.connection() as conn:
                await printers.lease(conn, printer.name, self._holder)

    async def _submit_next(self, printer: Printer, destination: Destination) -> bool:
        async with self._pool.connection() as conn:
            intent = await print_jobs.intend(conn, printer.name, holder=self._holder, token=secrets.token_hex(6))
        if intent is None:
            return False
        self._reached(Point.INTENT)
        ticket = _ticket(intent)
        refusal = await destination.check(ticket)
        if refusal is not None:
            await self._withdraw(intent.id, refusal)
            await self._trouble(printer, refusal)
            return False
        pdf = await self._pdf_for(intent)
        if pdf is None:
            await self._withdraw(intent.id, "the sheet was to be imposed again for this printer, and was not")
            return True
        journal = LedgerJournal(pool=self._pool, print_job=intent.id, holder=self._holder)
        if await destination.submit(ticket, self._store.path(pdf), journal) is Submitted.WITHDRAWN:
            await self._withdraw(intent.id, "the sheet was canceled while the spooler held it")
            return True
        log.info("4 print job: %s to %s", intent.title, printer.name)
        await self._clear(printer)
        self._nudge()
        return True

    async def _pdf_for(self, intent: Intent) -> str | None:
        """The sheet as this printer needs it. The intent keeps other printers off while it is imposed again; None: nothing to print."""
        if intent.calibration == intent.wanted:
            return intent.pdf
        made = await self._make_anew(intent.sheet, intent.wanted)
        if made is None:
            return None
        async with self._pool.connection() as conn:
            entered = await print_jobs.remade(conn, intent.id, made, holder=self._holder)
        return made.pdf if entered else None

    async def _recover(self, printer: Printer, destination: Destination) -> None:
        """Finish what somebody began: an intent is withdrawn and done anew, a release is repeated."""
        async with self._pool.connection() as conn:
            unfinished = await print_jobs.take_over(conn, printer.name, holder=self._holder)
        for job in unfinished:
            if job["state"] == "intent":
                await destination.withdraw(job["title"])
                await self._withdraw(job["id"], "the submission was interrupted before the spooler could print")
            else:
                await self._release_again(destination, job)

    async def _release_again(self, destination: Destination, job: Row) -> None:
        fate = await destination.release(HeldJob(id=job["cups_id"], uuid=job["cups_uuid"]), job["title"])
        async with self._pool.connection() as conn:
            if fate is Fate.CANCELED_HELD:
                await print_jobs.taken_back(conn, job["id"], "canceled at the spooler while it was held")
            else:
                await print_jobs.released(conn, job["id"])
        self._nudge()

    async def _withdraw(self, print_job: int, why: str) -> None:
        async with self._pool.connection() as conn:
            await print_jobs.withdrawn(conn, print_job, why)

    async def _trouble(self, printer: Printer, why: str) -> None:
        self._complaints.say(printer.name, why)
        async with self._pool.connection() as conn:
            await printers.trouble(conn, printer.name, why)

    async def _clear(self, printer: Printer) -> None:
        self._complaints.end(printer.name)
        async with self._pool.connection() as conn:
            await printers.trouble(conn, printer.name, None)


class LedgerJournal:
    """The commits between the calls to the spooler, for one print job."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], print_job: int, holder: str) -> None:
        self._pool = pool
        self._print_job = print_job
        self._holder = holder

    async def releasing(self, job: HeldJob) -> bool:
        """Commit that paper may move; False when the sheet was canceled or somebody else took over."""
        async with self._pool.connection() as conn:
            return await print_jobs.releasing(conn, self._print_job, holder=self._holder, cups_id=job.id, cups_uuid=job.uuid)

    async def released(self) -> None:
        """Commit that the spooler was told to go on."""
        async with self._pool.connection() as conn:
            await print_jobs.released(conn, self._print_job)


def _ticket(intent: Intent) -> Ticket:
    return Ticket(
        token=intent.title.rsplit("-", 1)[1],
        title=intent.title,
        media=intent.media,
        size=Size(width=intent.width, height=intent.height),
        sides=intent.sides,
        pages=intent.pages,
        options=intent.options,
    )
