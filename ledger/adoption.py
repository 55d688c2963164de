"""What an arrival does to the ledger: revisions, prints, and jobs that run again."""

import json
from collections.abc import Sequence
from dataclasses import replace

from ledger.history import note
from ledger.identity import NOT_YET_IMPOSED, Arrival, Decision, decide, is_older
from ledger.mover import move_prints
from ledger.routes import Route
from ledger.statements import Connection, Row, row, rows, run
from ledger.states import PrintState

JOB_CANCELLED = "its job was cancelled"
"""why a print is canceled whose job somebody cancelled in Oban; who retries that job wants it after all"""


async def adopt(conn: Connection, arrival: Arrival, route: Route) -> Decision:
    """Enter an arrival into the ledger, in the caller's transaction; its prints, if there are any, bear `arrival.job`."""
    badge = await row(conn, "badge/lock", event=arrival.event, badge_id=arrival.badge_id)
    assert badge is not None  # noqa: S101 - the statement inserts or finds
    latest = await row(conn, "badge/latest", badge=badge["id"], revision=badge["revision"]) or {
        "digest": None,
        "job": 0,
        "printed": None,
    }
    first = await rows(conn, "print/first_wish", badge=badge["id"])
    states = [print_["state"] for print_ in first]
    decision = decide(
        arrival,
        latest_digest=latest["digest"],
        latest_job=latest["job"],
        states=states,
        printed_digest=latest["printed"],
        erased=badge["erased"],
    )
    if decision in (Decision.DUPLICATE, Decision.STALE, Decision.ERASED):
        await note(conn, decision, badge=badge["id"], why=f"job {arrival.job}")
        return decision
    if decision is Decision.REPRINT and is_older(arrival, latest["digest"], latest["job"]):
        await note(conn, Decision.STALE, badge=badge["id"], why=f"job {arrival.job}")
        arrival = replace(arrival, digest=latest["digest"])  # a further badge is wanted: it says what is known
    revision = badge["revision"]
    if latest["digest"] != arrival.digest:
        revision = await _new_revision(conn, arrival, badge["id"])
    if decision in (Decision.NEW, Decision.REPRINT):
        added = await _add_prints(conn, arrival, route, badge["id"], revision)
        if decision is Decision.REPRINT:
            await run(conn, "badge/flag", badge=badge["id"], changed=not added and latest["printed"] not in (None, arrival.digest))
    elif decision is Decision.AS_PRINTED:
        await run(conn, "badge/flag", badge=badge["id"], changed=False)
        await note(conn, decision, badge=badge["id"], why=f"revision {revision} by job {arrival.job}")
    else:
        await _revise(conn, arrival, badge["id"], revision, first)
    return decision


async def _new_revision(conn: Connection, arrival: Arrival, badge: int) -> int:
    found = await row(
        conn,
        "badge/revise",
        badge=badge,
        content=json.dumps(arrival.content),
        digest=arrival.digest,
        job=arrival.job or None,
    )
    return int(found["revision"]) if found else 0


async def _add_prints(conn: Connection, arrival: Arrival, route: Route, badge: int, revision: int) -> int:
    urgent = arrival.reason is not None or route.desk
    lane = await find_lane(conn, arrival.event, route, printer=arrival.printer, job=arrival.job if urgent else 0)
    added = await run(
        conn,
        "print/add",
        badge=badge,
        revision=revision,
        copies=arrival.copies,
        event=arrival.event,
        route=route.queue,
        design=route.design_digest,
        stock=route.stock_digest,
        printer=arrival.printer,
        lane=lane,
        reason=arrival.reason,
        request=arrival.request,
        accept=arrival.accept,
        by=arrival.by,
        job=arrival.job,
    )
    if arrival.reason is not None:
        what = "reprint" if added else "duplicate"
        await note(conn, what, badge=badge, why=arrival.reason if added else f"request {arrival.request}", by=arrival.by)
        if added:
            await _replace_failed(conn, arrival, badge)
    return added


async def _replace_failed(conn: Connection, arrival: Arrival, badge: int) -> None:
    """What failed before is not looked after any more: the reprint stands for it."""
    failed = [found["id"] for found in await rows(conn, "print/failed_of_badge", badge=badge)]
    await move_prints(conn, failed, PrintState.CANCELED, why=f"replaced by a reprint: {arrival.reason}", by=arrival.by)


async def _revise(conn: Connection, arrival: Arrival, badge: int, revision: int, first: Sequence[Row]) -> None:
    in_time = [print_["id"] for print_ in first if print_["state"] in NOT_YET_IMPOSED]
    for print_ in in_time:
        await _make_anew(conn, print_, revision=revision, job=arrival.job, why=f"revision {revision}")
    if len(in_time) < len(first):
        await run(conn, "badge/flag", badge=badge, changed=True)
        await note(conn, Decision.TOO_LATE, badge=badge, why=f"revision {revision} by job {arrival.job}")


async def retry(conn: Connection, job: int) -> None:
    """A job that brought something runs again: what failed of it is tried anew, in the caller's transaction; what was canceled with the job
    itself is wished for again. What a person canceled by our command stays canceled, and all else is as it was."""
    for failed in await rows(conn, "print/failed_of_job", job=job):
        await _make_anew(conn, failed["id"], revision=failed["revision"], job=job, why=f"job {job} was retried")
    for canceled in await rows(conn, "print/canceled_with_job", job=job, why=JOB_CANCELLED):
        lane = await row(conn, "lane/of_batch", print=canceled["id"])
        await run(conn, "print/wish_again", print=canceled["id"], lane=lane["id"] if lane else None)
        await note(conn, "retried", badge=canceled["badge"], why=f"job {job} was cancelled, and then retried")


async def _make_anew(conn: Connection, print_: int, *, revision: int, job: int, why: str) -> None:
    lane = await row(conn, "lane/of_batch", print=print_)
    await run(conn, "print/revise", ids=[print_], revision=revision, job=job, lane=lane["id"] if lane else None, why=why)


async def find_lane(conn: Connection, event: str, route: Route, *, printer: str | None = None, job: int = 0) -> int:
    """The lane of prints that may share a sheet; made where it is new. `job`: for urgent prints, which share with nobody."""
    found = await row(
        conn,
        "lane/find",
        event=event,
        route=route.queue,
        design=route.design_digest,
        stock=route.stock_digest,
        printer=printer,
        job=job,
    )
    return int(found["id"]) if found else 0
