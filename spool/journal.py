"""The journal of the held protocol, in the ledger."""

import logging
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ledger import submissions
from spool.destination import HeldJob

log = logging.getLogger("badgeforge")


class LedgerJournal:
    """The commits between the calls to the spooler, for one print job."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], print_job: int, holder: str) -> None:
        self._pool = pool
        self._print_job = print_job
        self._holder = holder

    async def releasing(self, job: HeldJob) -> bool:
        """Commit that paper may move; False when the sheet was canceled or somebody else took over."""
        async with self._pool.connection() as conn:
            return await submissions.releasing(
                conn, self._print_job, holder=self._holder, cups_id=job.id, cups_uuid=job.uuid, server_run=job.server_run
            )

    async def released(self) -> None:
        """Commit that the spooler was told to go on."""
        async with self._pool.connection() as conn:
            unstuck = await submissions.released(conn, self._print_job)
        if unstuck:
            log.info("4 print job: %s goes on", unstuck)
