"""Step 4 as a stage: feed a printer up to two outstanding sheets, by the held protocol, with the journal in the ledger."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers, submissions
from ledger.points import Point, Reached, unwatched
from ledger.printers import Printer
from ledger.sheets import ImposedSheet, wake_printers
from ledger.store import Store
from ledger.submissions import Intent, Submission
from ledger.values import Calibration, Done, Outcome, Size, Trouble
from spool.destination import Destination, HeldJob, Refusal
from spool.errors import SpoolError
from spool.ipp import Fate
from spool.journal import LedgerJournal
from spool.submission import Submitted, submit
from spool.ticket import Ticket
from spool.trouble import trouble_by
from spool.turns import Turns

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
        self._turns = Turns(pool=pool, holder=holder, renew_s=renew_s)

    async def run(self, name: str) -> Outcome:
        """One job of the queue `spool`."""
        await self._turns.take(name, self._turn)
        return Done()

    async def _turn(self, printer: Printer) -> None:
        try:
            await self._feed(printer)
        except SpoolError as error:
            await self._failed(printer, error)

    async def _feed(self, printer: Printer) -> None:
        destination = self._destination(printer)
        await self._recover(printer, destination)
        while await self._submit_next(printer, destination):
            pass

    async def _submit_next(self, printer: Printer, destination: Destination) -> bool:
        async with self._pool.connection() as conn:
            intent = await submissions.intend(conn, printer.name, holder=self._holder, token=secrets.token_hex(6))
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
        if await submit(destination, ticket, self._store.path(pdf), journal, self._reached) is Submitted.WITHDRAWN:
            await self._withdraw(intent.id, "the sheet was canceled while the spooler held it")
            return True
        log.info("4 print job: %s to %s", intent.title, printer.name)
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
            entered = await submissions.remade(conn, intent.id, made, holder=self._holder)
        return made.pdf if entered else None

    async def _recover(self, printer: Printer, destination: Destination) -> None:
        """Finish what somebody began: an intent is withdrawn and done anew, a release is repeated."""
        async with self._pool.connection() as conn:
            unfinished = await submissions.take_over(conn, printer.name, holder=self._holder)
        for job in unfinished:
            if job.cups_id is None or job.cups_uuid is None:
                await destination.withdraw(job.title)
                await self._withdraw(job.id, "the submission was interrupted before the spooler could print")
            else:
                await self._release_again(destination, job, HeldJob(id=job.cups_id, uuid=job.cups_uuid))

    async def _release_again(self, destination: Destination, job: Submission, held: HeldJob) -> None:
        fate = await destination.release(held, job.title)
        async with self._pool.connection() as conn:
            if fate is Fate.CANCELED_HELD:
                await print_jobs.taken_back(conn, job.id, "canceled at the spooler while it was held")
            else:
                await submissions.released(conn, job.id)
        self._nudge()

    async def _withdraw(self, print_job: int, why: str) -> None:
        async with self._pool.connection() as conn:
            await submissions.withdrawn(conn, print_job, why)

    async def _not_now(self, printer: Printer, intent: Intent, why: Trouble | Refusal) -> None:
        """The sheet goes to the next printer of its route, if there is one; a refused one lets those behind it pass."""
        async with self._pool.connection() as conn, conn.transaction():
            await submissions.drop(conn, intent.id)
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
            await submissions.let_go(conn, printer.name, holder=self._holder, why=str(error))
        if news:
            log.warning("4 print job: %s: %s", printer.name, found)


def _ticket(intent: Intent) -> Ticket:
    return Ticket(
        token=intent.title.rsplit("-", 1)[1],
        title=intent.title,
        media=intent.media,
        size=Size(width=intent.width, height=intent.height),
        sides=intent.sides,
        pages=intent.pages,
        options=intent.options,
        avoid=intent.avoid,
    )
