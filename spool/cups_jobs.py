"""The requests to CUPS about print jobs, one function each; they run in a process that can be killed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spool.cups_connection import answer_may_be_lost, connected, may_be_gone, somebody_may_be_quicker
from spool.cups_runs import server_run
from spool.destination import HeldJob, JobRef
from spool.errors import reading
from spool.ipp import HOLD, NO_HOLD, JobReport, JobState
from spool.server import Server
from spool.ticket import PDF

_JOB_ATTRIBUTES = [
    "job-id",  # without it pycups returns no job at all
    "job-name",
    "job-uuid",  # without it finished jobs lose their names after a second
    "job-state",
    "job-hold-until",
    "job-printer-state-message",
    "job-printer-state-reasons",
    "time-at-processing",
]
_CHUNK = 1 << 16
_ENDED = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


def create_held(server: Server, queue: str, title: str, options: dict[str, str], document: Path) -> HeldJob:
    """Step 2: the sheet lies at CUPS, held. An interrupted call may leave a held job of this title behind: withdraw it."""
    with reading(document) as pdf, connected(server, queue) as connection:
        number = _create(connection, server, queue, title, options)
        connection.startDocument(queue, number, f"{title}.pdf", PDF, 1)
        while chunk := pdf.read(_CHUNK):
            connection.writeRequestData(chunk, len(chunk))
        connection.finishDocument(queue)
        uuid = _attributes(connection, number)["job-uuid"]
        return HeldJob(id=number, uuid=uuid, server_run=server_run(connection))


def _create(connection: Any, server: Server, queue: str, title: str, options: dict[str, str]) -> int:
    with answer_may_be_lost():
        return int(connection.createJob(queue, title, {**options, "job-hold-until": HOLD}))
    # The job is there all the same; and it is the newest of its title, should an older one lie about.
    held = [report.id for report in _unfinished(connection) if report.title == title and report.state is JobState.HELD]
    if not held:
        raise server.down("the answer to Create-Job was lost, and the job with it")
    return max(held)


def release(server: Server, queue: str, job: HeldJob, title: str) -> JobReport:
    """Step 4: let it print if it is still held; what it was afterwards, or instead."""
    with connected(server, queue) as connection:
        if _report(connection, job.id, job.uuid, title).state is JobState.HELD:
            with somebody_may_be_quicker():
                connection.setJobHoldUntil(job.id, NO_HOLD)
        return _report(connection, job.id, job.uuid, title)


def cancel(server: Server, queue: str, job: JobRef) -> JobReport:
    """Cancel a job, whatever it does; what it was afterwards."""
    with connected(server, queue) as connection:
        if _report(connection, job.id, job.uuid, job.title).state is not None:
            with somebody_may_be_quicker():
                connection.cancelJob(job.id)
        return _report(connection, job.id, job.uuid, job.title)


def recall(server: Server, queue: str, job: JobRef) -> JobReport:
    """Cancel a job that waits and was never begun; what it was afterwards, or instead."""
    with connected(server, queue) as connection:
        report = _report(connection, job.id, job.uuid, job.title)
        if report.state in (JobState.PENDING, JobState.HELD) and report.processing_at is None:
            with somebody_may_be_quicker():
                connection.cancelJob(job.id)
        return replace(_report(connection, job.id, job.uuid, job.title), server_run=server_run(connection))


def withdraw(server: Server, queue: str, title: str) -> int:
    """Cancel every held job of this title; how many they were."""
    with connected(server, queue) as connection:
        ours = [report for report in _unfinished(connection) if report.title == title and report.state is JobState.HELD]
        for report in ours:
            with somebody_may_be_quicker():
                connection.cancelJob(report.id)
        return len(ours)


def forget(server: Server, queue: str, titles: str) -> int:
    """Purge our user's ended jobs whose titles begin so; how many they were."""
    with connected(server, queue) as connection:
        ours = [report.id for report in _all_of_ours(connection, "completed") if report.title.startswith(titles)]
        for number in ours:
            with somebody_may_be_quicker():
                connection.cancelJob(number, purge_job=True)
        return len(ours)


def kept(server: Server, queue: str) -> list[str]:
    """The titles of our user's completed jobs, whichever of the server's queues they were in."""
    with connected(server, queue) as connection:
        return sorted({report.title for report in _all_of_ours(connection, "completed") if report.state is JobState.COMPLETED})


def discard(server: Server, queue: str, jobs: Sequence[JobRef]) -> None:
    """Purge these jobs, if they are completed: CUPS removes document and job from its disk before it answers."""
    with connected(server, queue) as connection:
        for job in jobs:
            if _report(connection, job.id, job.uuid, job.title).state is JobState.COMPLETED:
                with somebody_may_be_quicker():
                    connection.cancelJob(job.id, purge_job=True)


def held(server: Server, queue: str) -> list[str]:
    """The titles of our user's held jobs, whichever of the server's queues they are in."""
    with connected(server, queue) as connection:
        return sorted({report.title for report in _unfinished(connection) if report.state is JobState.HELD})


def look(server: Server, queue: str, jobs: Sequence[JobRef]) -> list[JobReport]:
    """What CUPS says of these jobs, in their order. One request, if no more than 500 jobs lie between the oldest and the newest."""
    with connected(server, queue) as connection:
        known: dict[int, JobReport] = {}
        rest = sorted({job.id for job in jobs})
        while rest and (page := _page(connection, "all", rest[0])):
            known |= page
            rest = [number for number in rest if number > max(page)]
        reports = [_ours(known.get(job.id), job.id, job.uuid, job.title) for job in jobs]
        return _with_run(connection, jobs, _with_reasons(connection, queue, reports))


def _with_run(connection: Any, jobs: Sequence[JobRef], reports: list[JobReport]) -> list[JobReport]:
    """Two requests more; asked after the jobs, so that the run is not an older one than the report's."""
    if not any(job.at_rest for job in jobs) and not any(report.state in _ENDED for report in reports):
        return reports
    run = server_run(connection)
    return [replace(report, server_run=run) for report in reports]


def _with_reasons(connection: Any, queue: str, reports: list[JobReport]) -> list[JobReport]:
    """CUPS 2.4 keeps each ended job's reasons; of a CUPS that does not, the printer's must do."""
    if all(report.reasons for report in reports if report.state is JobState.COMPLETED):
        return reports
    attributes = connection.getPrinterAttributes(queue, requested_attributes=["printer-state-reasons"])
    return [replace(report, reasons=report.reasons or tuple(attributes["printer-state-reasons"])) for report in reports]


def run_of(server: Server, queue: str) -> str:
    """Which run of the server answers; empty where nobody can know."""
    with connected(server, queue) as connection:
        return server_run(connection)


def _unfinished(connection: Any) -> Iterator[JobReport]:
    """Our user's jobs that have not ended."""
    return _all_of_ours(connection, "not-completed")


def _all_of_ours(connection: Any, which: str) -> Iterator[JobReport]:
    """Our user's jobs, over all pages. (CUPS 2.4 gives what has not ended at once, and cuts lists with ended jobs at 500.)

    Of other people's jobs, and of ours where we do not say who asks, a CUPS as Debian configures it hides the titles.
    """
    first = 1
    while page := _page(connection, which, first, mine=True):
        yield from page.values()
        first = max(page) + 1


def _page(connection: Any, which: str, first: int, *, mine: bool = False) -> dict[int, JobReport]:
    jobs = connection.getJobs(which_jobs=which, my_jobs=mine, first_job_id=first, requested_attributes=_JOB_ATTRIBUTES)
    return {number: _read(number, attributes) for number, attributes in jobs.items()}


def _report(connection: Any, number: int, uuid: str, title: str) -> JobReport:
    found = None
    with may_be_gone():
        found = _read(number, _attributes(connection, number))
    return _ours(found, number, uuid, title)


def _attributes(connection: Any, number: int) -> dict[str, Any]:
    attributes: dict[str, Any] = connection.getJobAttributes(number, _JOB_ATTRIBUTES)
    return attributes


def _ours(found: JobReport | None, number: int, uuid: str, title: str) -> JobReport:
    """After a crash CUPS gives a lost job's id to the next one: it is ours only with its uuid, and its title where CUPS shows it."""
    if found is not None and found.uuid == uuid and found.title in ("", title):
        return replace(found, title=title)
    return JobReport(title=title, id=number, uuid=uuid, state=None)


def _read(number: int, attributes: dict[str, Any]) -> JobReport:
    reasons = attributes.get("job-printer-state-reasons") or ()
    return JobReport(
        title=attributes.get("job-name", ""),
        id=number,
        uuid=attributes.get("job-uuid", ""),
        state=JobState(attributes["job-state"]),
        message=attributes.get("job-printer-state-message") or "",
        reasons=(reasons,) if isinstance(reasons, str) else tuple(reasons),
        hold_until=attributes.get("job-hold-until") or "",
        processing_at=attributes.get("time-at-processing"),
    )
