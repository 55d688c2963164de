"""Step 4's other half: ask the spoolers what became of the released print jobs, and settle them in the ledger."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs, printers
from ledger.points import Point, Reached, unwatched
from ledger.print_jobs import Sighting
from ledger.printers import Printer
from ledger.statements import Row
from ledger.store import Store
from ledger.values import Trouble
from spool.beside import Beside
from spool.destination import Destination
from spool.errors import SpoolError
from spool.ipp import Fate, JobReport, JobState, fate
from spool.recalling import reference
from spool.sightings import news, restarted, sightings, twice
from spool.trouble import given_up

log = logging.getLogger("badgeforge")

SOON_S = 0.05
"""until the next look after something happened; after a look at which nothing did, half as long again"""
LONGEST_S = 1.0
DESK_S = 0.25
"""the longest while somebody stands and waits"""


HELD_AGAIN = "as if it had never been let go: its server was killed before it had noted that; it is taken back"


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
        self._wait_s = SOON_S

    async def tick(self) -> float:
        """Look once at all of them; returns the seconds until the next look."""
        async with self._pool.connection() as conn:
            followed = await print_jobs.followed(conn)
        by_printer = defaultdict(list)
        for job in followed:
            by_printer[job["printer"]].append(job)
        settled = sum(await self._looks.round({name: partial(self._look, name, jobs) for name, jobs in by_printer.items()}))
        return self._pace(followed, settled) if len(followed) > settled else LONGEST_S

    def _pace(self, followed: Sequence[Row], settled: int) -> float:
        """A sheet is on paper in half a second or in a minute: look often at first, then ever less."""
        now = {job["id"] for job in followed}
        happened = settled or now - self._known
        self._known = now
        longest = DESK_S if any(job["urgent"] for job in followed) else LONGEST_S
        self._wait_s = SOON_S if happened else min(self._wait_s * 1.5, longest)
        return self._wait_s

    async def _look(self, name: str, jobs: Sequence[Row]) -> int:
        async with self._pool.connection() as conn:
            printer = await printers.get(conn, name)
        if printer is None:
            return 0
        destination = self._destination(printer)
        try:
            reports = await destination.look([reference(job) for job in jobs])
        except SpoolError as error:
            log.debug("4 print job: %s cannot be asked: %s", name, error)  # the pools say it aloud, once
            return 0
        seen = sightings(jobs, reports)
        await self._note(jobs, seen)
        await self._withdraw(destination, [job["title"] for job in jobs if _forgotten(reports.get(job["title"]))])
        ours = await self._recalled(job["id"] for job in jobs if _canceled_unbegun(reports.get(job["title"])))
        settled, printed = 0, []
        for job in jobs:
            report = reports.get(job["title"])
            outcome, evidence = _outcome(job, report, seen.get(job["id"]), recalled=job["id"] in ours)
            if await self._settle(job, report, outcome, evidence):
                settled += 1
                printed += [reference(job)] if outcome is Fate.PRINTED else []
        with suppress(SpoolError):  # what is left lies there as long as CUPS keeps ended jobs
            await destination.discard(printed)
        return settled

    async def _note(self, jobs: Sequence[Row], seen: Mapping[int, Sighting]) -> None:
        if changed := [job for job in jobs if job["id"] in seen and news(job, seen[job["id"]])]:
            async with self._pool.connection() as conn:
                await print_jobs.seen(conn, changed, seen)

    async def _withdraw(self, destination: Destination, titles: Iterable[str]) -> None:
        """Nobody is to let them go a second time. One that is left held is the janitor's."""
        for title in titles:
            with suppress(SpoolError):
                await destination.withdraw(title)

    async def _recalled(self, ids: Iterable[int]) -> set[int]:
        """Those that we asked back ourselves: asked after CUPS, for the mark is there before anything is canceled."""
        if not (ids := list(ids)):
            return set()
        async with self._pool.connection() as conn:
            return await print_jobs.recalled(conn, ids)

    async def _settle(self, job: Row, report: JobReport | None, outcome: Fate, evidence: str) -> bool:
        """Whether it has ended, and by us."""
        match outcome:
            case Fate.PRINTED:
                return await self._printed(job, evidence)
            case Fate.HELD if _forgotten(report):
                return await self._uncertain(job, report, f"{evidence}, {HELD_AGAIN}")
            case Fate.UNCERTAIN | Fate.GONE:
                return await self._uncertain(job, report, evidence)
            case Fate.CANCELED_HELD:
                return await self._taken_back(job, evidence)
            case Fate.WAITING | Fate.HELD:
                return False

    async def _printed(self, job: Row, evidence: str) -> bool:
        self._reached(Point.DONE_BEFORE_PRINTED)
        async with self._pool.connection() as conn, conn.transaction():
            if not await print_jobs.as_followed(conn, job):
                return False  # another poller saw more of it: the next look decides
            prints = await print_jobs.printed(conn, job["id"], root=str(self._store.root), evidence=evidence)
        self._reached(Point.PRINTED)
        log.info("4 print job: %s printed, %d badges", job["title"], len(prints))
        return True

    async def _taken_back(self, job: Row, evidence: str) -> bool:
        async with self._pool.connection() as conn, conn.transaction():
            if not await print_jobs.as_followed(conn, job):
                return False
            await print_jobs.taken_back(conn, job["id"], evidence)
        return True

    async def _uncertain(self, job: Row, report: JobReport | None, evidence: str) -> bool:
        barred = _gave_up(job, report) if report else None
        async with self._pool.connection() as conn, conn.transaction():
            if not await print_jobs.uncertain(conn, job["id"], evidence):
                return False  # another poller settled it, and had it discarded
            if barred is not None:
                await printers.trouble(conn, job["printer"], barred)
        log.warning("4 print job: %s is uncertain: %s", job["title"], evidence)
        return True


def _outcome(job: Row, report: JobReport | None, sighting: Sighting | None, *, recalled: bool) -> tuple[Fate, str]:
    """What became of it, and the evidence."""
    if report is None or sighting is None:
        return Fate.GONE, "the spooler does not know the job any more"
    outcome = fate(report, released=True, recalled=recalled)
    if outcome in (Fate.PRINTED, Fate.CANCELED_HELD) and (why := twice(job, report, sighting)) is not None:
        return Fate.UNCERTAIN, f"{report.evidence}, and {why}: there may be {'two sheets' if outcome is Fate.PRINTED else 'a sheet'}"
    return outcome, report.evidence


def _gave_up(job: Row, report: JobReport) -> Trouble | None:
    """A server that starts again aborts what it had printed and not noted, as its document is gone: that is not the printer's doing."""
    return None if restarted(job["server_run"], report.server_run) else given_up(report, job["printer"])


def _forgotten(report: JobReport | None) -> bool:
    """Held as we made it, though it was let go: it may have been printed before its server was killed. One that an operator held
    keeps the `no-hold` that we gave it."""
    return report is not None and report.state is JobState.HELD and report.untouched


def _canceled_unbegun(report: JobReport | None) -> bool:
    """What a job of ours is that was recalled, or one that an operator canceled."""
    return report is not None and report.state is JobState.CANCELED and report.processing_at is None
