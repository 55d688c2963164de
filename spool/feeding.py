"""Step 4 as a stage: feed a printer up to two outstanding sheets, by the held protocol, with the journal in the ledger."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from psycopg import Error as DatabaseError
from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.points import Point, Reached, unwatched
from ledger.print_jobs import Intent
from ledger.printers import Printer
from ledger.sheets import ImposedSheet, wake_printers
from ledger.statements import Row
from ledger.states import PrintJobState
from ledger.store import Store
from ledger.values import Calibration, Done, Outcome, Size, Trouble
from spool.destination import Destination, HeldJob, Refusal, Submitted
from spool.errors import SpoolError
from spool.ipp import Fate
from spool.ticket import Ticket
from spool.trouble import trouble_by

log = logging.getLogger("badgeforge")


class Feeding:
    """destination: makes a printer's destination; nudge: tells this node's poller that there is something to follow; make_anew: makes
    an imposed sheet's PDF for another calibration, or sends it back to step 3 and returns None; renew_s: after which a printer's lease is
    renewed, so that it outlives the slowest submission."""

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
        renew_s: float = printers.LEASE_SECONDS / 3,
    ) -> None:
        self._pool = pool
        self._store = store
        self._holder = holder
        self._destination = destination
        self._nudge = nudge
        self._make_anew = make_anew
        self._reached = reached
        self._renew_s = renew_s
        self._busy: set[str] = set()
        self._again: set[str] = set()

    async def run(self, name: str) -> Outcome:
        """One job of the queue `spool`. Who finds the printer taken leaves, and the one who has it looks once more: where a spooler hangs,
        those who waited for it would fill the queue, and no other printer would be fed."""
        self._again.add(name)
        if name in self._busy:
            return Done()
        self._busy.add(name)
        try:
            while name in self._again:
                self._again.discard(name)
                await self._turn(name)
        finally:
            self._busy.discard(name)
        return Done()

    async def _turn(self, name: str) -> None:
        printer = await self._lease(name)
        if printer is None:
            return
        try:
            async with self._renewing(name):
                await self._feed(printer)
        except SpoolError as error:
            await self._failed(printer, error)
        finally:
            async with self._pool.connection() as conn:
                await printers.release(conn, name, self._holder)

    async def _lease(self, name: str) -> Printer | None:
        async with self._pool.connection() as conn:
            return await printers.lease(conn, name, self._holder)

    @contextlib.asynccontextmanager
    async def _renewing(self, name: str) -> AsyncIterator[None]:
        """The printer stays ours in the block. Who was stopped meanwhile, and lost it, does not ask for it again."""

        async def renew() -> None:
            held = True
            while held:
                await asyncio.sleep(self._renew_s)
                with contextlib.suppress(DatabaseError):  # which the block meets as well; the lease may last until the next time
                    held = await self._lease(name) is not None

        task = asyncio.create_task(renew(), name=f"lease of {name}")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])  # a renewal after the release would keep others off

    async def _feed(self, printer: Printer) -> None:
        destination = self._destination(printer)
        await self._recover(printer, destination)
        while await self._submit_next(printer, destination):
            if await self._lease(printer.name) is None:
                return

    async def _submit_next(self, printer: Printer, destination: Destination) -> bool:
        async with self._pool.connection() as conn:
            intent = await print_jobs.intend(conn, printer.name, holder=self._holder, token=secrets.token_hex(6))
        if intent is None:
            return False
        self._reached(Point.INTENT)
        ticket = _ticket(intent)
        if (found := await destination.check(ticket)) is not None:
            await self._not_now(printer, intent, found)
            return isinstance(found, Refusal)
        pdf = await self._pdf_for(intent)
        if pdf is None:
            await self._withdraw(intent.id, "the sheet was to be imposed again for this printer, and was not")
            return True
        journal = LedgerJournal(pool=self._pool, print_job=intent.id, holder=self._holder)
        if await destination.submit(ticket, self._store.path(pdf), journal) is Submitted.WITHDRAWN:
            await self._withdraw(intent.id, "the sheet was canceled while the spooler held it")
            return True
        log.info("4 print job: %s to %s", intent.title, printer.name)
        await self._handed_over(printer)
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
            if job["state"] == PrintJobState.INTENT:
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

    async def _not_now(self, printer: Printer, intent: Intent, why: Trouble | Refusal) -> None:
        """The sheet goes to the next printer of its route, if there is one; a refused one lets those behind it pass."""
        async with self._pool.connection() as conn, conn.transaction():
            await print_jobs.drop(conn, intent.id)
            if isinstance(why, Trouble):
                news = await printers.trouble(conn, printer.name, why)
            else:
                news = await printers.refuses(conn, printer.name, intent.sheet, why.why)
            await wake_printers(conn, intent.sheet)
        if news:
            log.warning("4 print job: %s: %s", printer.name, why)

    async def _failed(self, printer: Printer, error: SpoolError) -> None:
        """The spooler gives no answer, or will not have the sheet. What may print there stays there; what was only intended goes on."""
        found = trouble_by(error)
        async with self._pool.connection() as conn:
            news = await printers.trouble(conn, printer.name, found)
            await print_jobs.let_go(conn, printer.name, holder=self._holder, why=str(error))
        if news:
            log.warning("4 print job: %s: %s", printer.name, found)

    async def _handed_over(self, printer: Printer) -> None:
        async with self._pool.connection() as conn:
            if await printers.well(conn, printer.name, stuck=True):
                log.info("4 print job: %s goes on", printer.name)


class LedgerJournal:
    """The commits between the calls to the spooler, for one print job."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], print_job: int, holder: str) -> None:
        self._pool = pool
        self._print_job = print_job
        self._holder = holder

    async def releasing(self, job: HeldJob) -> bool:
        """Commit that paper may move; False when the sheet was canceled or somebody else took over."""
        async with self._pool.connection() as conn:
            return await print_jobs.releasing(
                conn, self._print_job, holder=self._holder, cups_id=job.id, cups_uuid=job.uuid, server_run=job.server_run
            )

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
