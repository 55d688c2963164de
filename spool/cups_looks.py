"""What CUPS says of print jobs; each request runs in a process that can be killed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from spool.cups_connection import connected, may_be_gone
from spool.cups_runs import server_run
from spool.destination import JobRef
from spool.ipp import JobReport, JobState
from spool.server import Server

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
_ENDED = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


def held(server: Server, queue: str) -> list[str]:
    """The titles of our user's held jobs, whichever of the server's queues they are in."""
    with connected(server, queue) as connection:
        return sorted({report.title for report in unfinished(connection) if report.state is JobState.HELD})


def kept(server: Server, queue: str) -> list[str]:
    """The titles of our user's completed jobs, whichever of the server's queues they were in."""
    with connected(server, queue) as connection:
        return sorted({report.title for report in all_of_ours(connection, "completed") if report.state is JobState.COMPLETED})


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


def unfinished(connection: Any) -> Iterator[JobReport]:
    """Our user's jobs that have not ended."""
    return all_of_ours(connection, "not-completed")


def all_of_ours(connection: Any, which: str) -> Iterator[JobReport]:
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


def report_of(connection: Any, number: int, uuid: str, title: str) -> JobReport:
    found = None
    with may_be_gone():
        found = _read(number, attributes_of(connection, number))
    return _ours(found, number, uuid, title)


def attributes_of(connection: Any, number: int) -> dict[str, Any]:
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
