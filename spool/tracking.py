"""Step 4's other half: ask the spoolers what became of the released print jobs, and settle them in the ledger."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import holds, print_jobs, printers
from ledger.points import Point, Reached, unwatched
from ledger.print_job_mover import Sighting
from ledger.print_jobs import PrintJob
from ledger.printers import Printer
from ledger.store import Store
from spool.beside import Beside
from spool.destination import Destination
from spool.endings import asked_back, barring, ending, forgotten, hold, stopped
from spool.errors import DestinationDown, SpoolError
from spool.ipp import Fate, JobReport
from spool.recalling import reference
from spool.sightings import news, sightings

log = logging.getLogger("badgeforge")

SOON_S = 0.05
"""until the next look after something happened; after a look at which nothing did, half as long again"""
LONGEST_S = 1.0
DESK_S = 0.25
"""the longest while somebody stands and waits"""
LATELY_S = 5.0
"""a look that is no longer ago: what lay still then lies still"""


class Tracking:
    """Follows every released print job, printer by printer."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[Any],
        store: Store,
        destination: Callable[[Printer], Destination],
        reached: Reached = unwatched,
    ) -> None:
        self._pool = pool
        self._store = store
        self._destination = destination
        self._reached = reached
        self._looks: Beside[int] = Beside()
        self._known: set[int] = set()
        self._looked: dict[str, float] = {}
        self._wait_s = SOON_S

    async def tick(self) -> float:
        """Look once at all of them; returns the seconds until the next look."""
        async with self._pool.connection() as conn:
            followed = await print_jobs.followed(conn)
        by_printer = defaultdict(list)
        for job in followed:
            by_printer[job.printer].append(job)
        settled = sum(await self._looks.round({name: partial(self._look, name, jobs) for name, jobs in by_printer.items()}))
        return self._pace(followed, settled) if len(followed) > settled else LONGEST_S

    def _pace(self, followed: Sequence[PrintJob], settled: int) -> float:
        """A sheet is on paper in half a second or in a minute: look often at first, then ever less."""
        now = {job.id for job in followed}
        happened = settled or now - self._known
        self._known = now
        longest = DESK_S if any(job.urgent for job in followed) else LONGEST_S
        self._wait_s = SOON_S if happened else min(self._wait_s * 1.5, longest)
        return self._wait_s

    async def _look(self, name: str, jobs: Sequence[PrintJob]) -> int:
        async with self._pool.connection() as conn:
            printer = await printers.get(conn, name)
        if printer is None:
            return 0
        destination = self._destination(printer)
        lately = self._lately(name)
        try:
            reports = await destination.look([reference(job) for job in jobs])
        except SpoolError as error:
            log.debug("4 print job: %s cannot be asked: %s", name, error)  # the pools say it aloud, once
            return 0
        seen = sightings(jobs, reports, lately=lately)
        await self._note(jobs, seen)
        await self._note_holds(jobs, reports)
        left = await self._take_out(destination, jobs, reports)
        ours = await self._recalled(job.id for job in jobs if asked_back(reports.get(job.title)))
        settled, printed = 0, []
        for job in (job for job in jobs if job.title not in left):
            report = reports.get(job.title)
            outcome, evidence = ending(job, report, seen.get(job.id), recalled=job.id in ours)
            if await self._settle(job, report, outcome, evidence):
                settled += 1
                printed += [reference(job)] if outcome is Fate.PRINTED else []
        with suppress(SpoolError):  # what is left lies there as long as CUPS keeps ended jobs
            await destination.discard(printed)
        return settled

    def _lately(self, name: str) -> bool:
        """Whether the last look is a moment ago. One that met no server counts: nothing was begun there."""
        now, before = time.monotonic(), self._looked.get(name, float("-inf"))
        self._looked[name] = now
        return now - before < LATELY_S

    async def _note(self, jobs: Sequence[PrintJob], seen: Mapping[int, Sighting]) -> None:
        if changed := [job for job in jobs if job.id in seen and news(job, seen[job.id])]:
            async with self._pool.connection() as conn:
                await print_jobs.seen(conn, changed, seen)

    async def _note_holds(self, jobs: Sequence[PrintJob], reports: Mapping[str, JobReport]) -> None:
        now = {job.id: hold(reports.get(job.title)) for job in jobs}
        if changed := [job for job in jobs if now[job.id] != job.hold]:
            async with self._pool.connection() as conn:
                await holds.note(conn, {job.id: now[job.id] for job in changed})
            for job in changed:
                log.warning("4 print job: %s holds %s: %s", job.printer, job.title, now[job.id] or "no more")

    async def _take_out(self, destination: Destination, jobs: Sequence[PrintJob], reports: Mapping[str, JobReport]) -> set[str]:
        """Nobody is to let them go a second time. Returns the titles of those about which the spooler gave no answer: the next look's."""
        left = set()
        for job in jobs:
            report = reports.get(job.title)
            try:
                if forgotten(report):
                    await destination.withdraw(job.title)
                elif stopped(report):
                    await destination.cancel(reference(job))
            except DestinationDown:
                left.add(job.title)
            except SpoolError as error:
                log.warning("4 print job: %s stays at %s: %s", job.title, job.printer, error)
        return left

    async def _recalled(self, ids: Iterable[int]) -> set[int]:
        """Those that we asked back ourselves: asked after CUPS, for the mark is there before anything is canceled."""
        if not (ids := list(ids)):
            return set()
        async with self._pool.connection() as conn:
            return await print_jobs.recalled(conn, ids)

    async def _settle(self, job: PrintJob, report: JobReport | None, outcome: Fate, evidence: str) -> bool:
        """Whether it has ended, and by us."""
        match outcome:
            case Fate.PRINTED:
                return await self._printed(job, evidence)
            case Fate.UNCERTAIN | Fate.GONE:
                return await self._uncertain(job, report, evidence)
            case Fate.CANCELED_HELD:
                return await self._taken_back(job, evidence)
            case Fate.WAITING | Fate.HELD:
                return False

    async def _printed(self, job: PrintJob, evidence: str) -> bool:
        self._reached(Point.DONE_BEFORE_PRINTED)
        async with self._pool.connection() as conn:
            prints = await print_jobs.printed(conn, job.id, root=str(self._store.root), evidence=evidence, as_seen=job.known)
        if not prints:
            return False  # another poller saw more of it, or settled it: the next look decides
        self._reached(Point.PRINTED)
        log.info("4 print job: %s printed, %d badges", job.title, len(prints))
        return True

    async def _taken_back(self, job: PrintJob, evidence: str) -> bool:
        async with self._pool.connection() as conn:
            return bool(await print_jobs.taken_back(conn, job.id, evidence, as_seen=job.known))

    async def _uncertain(self, job: PrintJob, report: JobReport | None, evidence: str) -> bool:
        barred = barring(job, report) if report else None
        async with self._pool.connection() as conn, conn.transaction():
            if not await print_jobs.uncertain(conn, job.id, evidence):
                return False  # another poller settled it, and had it discarded
            if barred is not None:
                await printers.trouble(conn, job.printer, barred)
        log.warning("4 print job: %s is uncertain: %s", job.title, evidence)
        return True
