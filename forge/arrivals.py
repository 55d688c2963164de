"""Step 1: what a producer sent becomes a badge in the ledger, or is refused."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg_pool import AsyncConnectionPool

from forge.attendee import AttendeeError, Request, map_type, request_from_args
from ledger import prints, routes
from ledger.adoption import adopt, retry
from ledger.history import reject
from ledger.identity import Arrival, Decision
from ledger.printers import get as get_printer
from ledger.statements import Connection
from ledger.values import Refused

log = logging.getLogger("badgeforge")

ERASED = "a badge whose data was erased is not printed again; leave the person out, or send another id for one who is back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the configuration says for args that do not: the event's key, the table of types, the type of those without one."""

    event: str
    types: Mapping[str, str] = field(default_factory=dict)
    type: str = "attendee"


class Arrivals:
    """Takes in the jobs of a route's queue."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], defaults: Defaults) -> None:
        self._pool = pool
        self._defaults = defaults

    async def enter(self, job: int, queue: str, args: Mapping[str, Any]) -> Refused | None:
        """A job's badge, and its prints, into the ledger; or why not, which is in the ledger too."""
        async with self._pool.connection() as conn, conn.transaction():
            if await prints.known(conn, job):
                await retry(conn, job)
                return None
            try:
                request = request_from_args(args)
                route = await _route(conn, queue, request)
            except AttendeeError as error:
                await reject(conn, job=job, queue=queue, why=str(error))
                return Refused(why=str(error))
            decision = await adopt(conn, self._arrival(job, request), route)
            log.info("1 attendee: %s %s, job %d: %s", queue, request.attendee.id, job, decision)
            if decision is Decision.ERASED:
                await reject(conn, job=job, queue=queue, why=ERASED)
                return Refused(why=ERASED)
            return None

    def _arrival(self, job: int, request: Request) -> Arrival:
        attendee = map_type(request.attendee, self._defaults.types, self._defaults.type)
        return Arrival(
            job=job,
            event=request.event or self._defaults.event,
            badge_id=attendee.id,
            content=attendee.content,
            digest=attendee.digest,
            printer=request.printer,
            copies=request.copies,
            reason=request.reason,
            request=request.request,
        )


async def _route(conn: Connection, queue: str, request: Request) -> routes.Route:
    route = await routes.get(conn, queue)
    if route is None:
        raise AttendeeError("a queue of badges has a route", queue, f"add [queues.{queue}] to the configuration, and start the node anew")
    if request.printer is not None and await get_printer(conn, request.printer) is None:
        remedy = "badgeforge printer lists them, badgeforge printer add makes it known"
        raise AttendeeError("a badge's printer is one that the ledger knows", request.printer, remedy)
    return route
