"""The requests to CUPS that do something about print jobs, one function each; they run in a process that can be killed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spool.cups_connection import answer_may_be_lost, connected, somebody_may_be_quicker
from spool.cups_looks import all_of_ours, attributes_of, report_of, unfinished
from spool.cups_runs import server_run
from spool.destination import HeldJob, JobRef
from spool.errors import reading
from spool.ipp import HOLD, NO_HOLD, JobReport, JobState
from spool.server import Server
from spool.ticket import PDF, Ticket

_CHUNK = 1 << 16


def create_held(server: Server, queue: str, ticket: Ticket, document: Path) -> HeldJob:
    """Step 2: the sheet lies at CUPS, held. An interrupted call may leave a held job of this title behind: withdraw it."""
    with reading(document) as pdf, connected(server, queue) as connection:
        number = _create(connection, server, queue, ticket)
        while number in ticket.avoid:  # ids grow: the next one is another
            connection.cancelJob(number, purge_job=True)
            number = _create(connection, server, queue, ticket)
        connection.startDocument(queue, number, f"{ticket.title}.pdf", PDF, 1)
        while chunk := pdf.read(_CHUNK):
            connection.writeRequestData(chunk, len(chunk))
        connection.finishDocument(queue)
        uuid = attributes_of(connection, number)["job-uuid"]
        return HeldJob(id=number, uuid=uuid, server_run=server_run(connection))


def _create(connection: Any, server: Server, queue: str, ticket: Ticket) -> int:
    with answer_may_be_lost():
        return int(connection.createJob(queue, ticket.title, {**ticket.job_options(), "job-hold-until": HOLD}))
    # The job is there all the same; and it is the newest of its title, should an older one lie about.
    held = [report.id for report in unfinished(connection) if report.title == ticket.title and report.state is JobState.HELD]
    if not held:
        raise server.down("the answer to Create-Job was lost, and the job with it")
    return max(held)


def release(server: Server, queue: str, job: HeldJob, title: str) -> JobReport:
    """Step 4: let it print if it is still held; what it was afterwards, or instead."""
    with connected(server, queue) as connection:
        if report_of(connection, job.id, job.uuid, title).state is JobState.HELD:
            with somebody_may_be_quicker():
                connection.setJobHoldUntil(job.id, NO_HOLD)
        return report_of(connection, job.id, job.uuid, title)


def cancel(server: Server, queue: str, job: JobRef) -> JobReport:
    """Cancel a job, whatever it does; what it was afterwards."""
    with connected(server, queue) as connection:
        if report_of(connection, job.id, job.uuid, job.title).state is not None:
            with somebody_may_be_quicker():
                connection.cancelJob(job.id)
        return report_of(connection, job.id, job.uuid, job.title)


def recall(server: Server, queue: str, job: JobRef) -> JobReport:
    """Cancel a job that waits and was never begun; what it was afterwards, or instead."""
    with connected(server, queue) as connection:
        report = report_of(connection, job.id, job.uuid, job.title)
        if report.state in (JobState.PENDING, JobState.HELD) and report.processing_at is None:
            with somebody_may_be_quicker():
                connection.cancelJob(job.id)
        return replace(report_of(connection, job.id, job.uuid, job.title), server_run=server_run(connection))


def withdraw(server: Server, queue: str, title: str) -> int:
    """Cancel every held job of this title; how many they were."""
    with connected(server, queue) as connection:
        ours = [report for report in unfinished(connection) if report.title == title and report.state is JobState.HELD]
        for report in ours:
            with somebody_may_be_quicker():
                connection.cancelJob(report.id)
        return len(ours)


def forget(server: Server, queue: str, titles: str) -> int:
    """Purge our user's ended jobs whose titles begin so; how many they were."""
    with connected(server, queue) as connection:
        ours = [report.id for report in all_of_ours(connection, "completed") if report.title.startswith(titles)]
        for number in ours:
            with somebody_may_be_quicker():
                connection.cancelJob(number, purge_job=True)
        return len(ours)


def discard(server: Server, queue: str, jobs: Sequence[JobRef]) -> None:
    """Purge these jobs, if they are completed: CUPS removes document and job from its disk before it answers."""
    with connected(server, queue) as connection:
        for job in jobs:
            if report_of(connection, job.id, job.uuid, job.title).state is JobState.COMPLETED:
                with somebody_may_be_quicker():
                    connection.cancelJob(job.id, purge_job=True)
