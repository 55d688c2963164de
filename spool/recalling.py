"""Getting a released sheet back from a printer that does not print it: only what the spooler never began, and shows canceled."""

from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import print_jobs
from ledger.print_jobs import PrintJob
from spool.destination import Destination, JobRef
from spool.ipp import Fate, fate
from spool.sightings import restarted


async def recall(pool: AsyncConnectionPool[Any], destination: Destination, job: PrintJob) -> bool:
    """True when the sheet is ours again, also where a poller took it back before us. Who dies on the way leaves the mark by which the
    poller does that. Else the sheet stays where it is: it is printed there, or uncertain. Raises SpoolError."""
    async with pool.connection() as conn:
        if not await print_jobs.recall(conn, job.id):
            return await print_jobs.came_back(conn, job.id)
    report = await destination.recall(reference(job))
    if restarted(job.server_run, report.server_run):  # it may have begun before, and no trace of that is left
        return False
    if fate(report, released=True, recalled=True) is not Fate.CANCELED_HELD:
        return False
    async with pool.connection() as conn:
        why = f"taken back from {job.printer}, which had not begun: {report.evidence}"
        return bool(await print_jobs.taken_back(conn, job.id, why)) or await print_jobs.came_back(conn, job.id)


def reference(job: PrintJob) -> JobRef:
    """A print job as the spooler knows it."""
    return JobRef(id=job.cups_id, uuid=job.cups_uuid, title=job.title, released=True, at_rest=job.at_rest)
