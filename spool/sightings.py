"""What a look at a printer's jobs adds to the journal, and which of its jobs a restart of the spooler's server may have printed twice."""

from collections.abc import Mapping, Sequence

from ledger.print_job_mover import Sighting
from ledger.print_jobs import PrintJob
from spool.ipp import JobReport, JobState, begun_twice, moving_since

RESTARTED = "restarted"
"""in place of a run: the server was restarted when paper of this job may have moved"""
_UNDER_WAY = (JobState.PENDING, JobState.HELD, JobState.PROCESSING, JobState.STOPPED)


def sightings(jobs: Sequence[PrintJob], reports: Mapping[str, JobReport], *, lately: bool) -> dict[int, Sighting]:
    """By the id of the print job, for all that were released to one printer. lately: we looked at them a moment before.

    A server that starts again prints again what it had under way. What was at rest then it prints once, and so it does what lies behind
    that, as a printer prints one job after the other. Of all others nobody knows; nor of any, where nobody looked for a while: somebody
    may have loaded paper.
    """
    seen: dict[int, Sighting] = {}
    shielded = False
    for job in sorted(jobs, key=lambda job: job.cups_id):
        if (report := reports.get(job.title)) is not None:
            seen[job.id] = _sighting(job, report, still=lately and (job.at_rest or (shielded and not job.begun)))
        shielded = shielded or job.at_rest
    return seen


def _sighting(job: PrintJob, report: JobReport, *, still: bool) -> Sighting:
    run = job.server_run
    if run != RESTARTED and restarted(run, report.server_run):
        run = report.server_run if still else RESTARTED
    begun = job.begun or (report.processing_at is not None and report.state in _UNDER_WAY)
    return Sighting(begun=begun, moving_since=moving_since(report, job.moving_since), server_run=run)


def restarted(known: str | None, now: str | None) -> bool:
    """Whether `now` is another run of the server than the `known` one, as far as they can be told apart: each user of CUPS has marks of his
    own, and two nodes may be two users."""
    if known is None or now is None or known == now:
        return False
    return known == RESTARTED or known.rpartition("-")[0] == now.rpartition("-")[0]


def news(job: PrintJob, sighting: Sighting) -> bool:
    """Whether the journal does not know it."""
    return sighting != job.known


def twice(job: PrintJob, report: JobReport, sighting: Sighting) -> str | None:
    """Why a job that ended well, or that was taken back, may all the same be on paper, or on two sheets of it; None: it is not."""
    if begun_twice(report, job.moving_since):
        return "it was begun twice"
    return "its server was restarted under it" if sighting.server_run == RESTARTED else None
