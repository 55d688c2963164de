"""How a released print job ended, by the last report of it and by what the journal knows; pure."""

from ledger.print_job_mover import Sighting
from ledger.print_jobs import PrintJob
from ledger.values import Trouble
from spool.ipp import HOLD, NO_HOLD, Fate, JobReport, JobState, fate
from spool.sightings import restarted, twice
from spool.trouble import given_up

HELD_AGAIN = "as if it had never been let go: its server was killed before it had noted that; it is taken back"
_HOLDS = {
    NO_HOLD: "somebody held it there",
    HOLD: "its printer's backend asked for that",
    "auth-info-required": "its printer asks for a user and a password, which CUPS must be given",
}
"""by job-hold-until"""


def ending(job: PrintJob, report: JobReport | None, sighting: Sighting | None, *, recalled: bool) -> tuple[Fate, str]:
    """What became of it, WAITING or HELD if it has not ended, and the evidence. recalled: we asked for it back before it was canceled."""
    if report is None or sighting is None:
        return Fate.GONE, "the spooler does not know the job any more"
    if forgotten(report):
        return Fate.UNCERTAIN, f"{report.evidence}, {HELD_AGAIN}"
    outcome = fate(report, released=True, recalled=recalled)
    if outcome in (Fate.PRINTED, Fate.CANCELED_HELD) and (why := twice(job, report, sighting)) is not None:
        return Fate.UNCERTAIN, f"{report.evidence}, and {why}: there may be {'two sheets' if outcome is Fate.PRINTED else 'a sheet'}"
    return outcome, report.evidence


def barring(job: PrintJob, report: JobReport) -> Trouble | None:
    """What its end says about its printer. A server that starts again aborts what it had printed and not noted, as its document is gone:
    that is not the printer's doing."""
    return None if restarted(job.server_run, report.server_run) else given_up(report, job.printer)


def forgotten(report: JobReport | None) -> bool:
    """Held as we made it, though it was let go: it may have been printed before its server was killed. One that an operator held
    keeps the `no-hold` that we gave it."""
    return report is not None and report.state is JobState.HELD and report.untouched


def hold(report: JobReport | None) -> str | None:
    """Why the spooler holds a job that was let go, in words; None: it does not."""
    if report is None or report.state is not JobState.HELD or forgotten(report):
        return None
    return _HOLDS.get(report.hold_until, f"until {report.hold_until}")


def stopped(report: JobReport | None) -> bool:
    """A filter failed: the spooler does nothing more with it, and prints all of it when somebody restarts it."""
    return report is not None and report.state is JobState.STOPPED


def asked_back(report: JobReport | None) -> bool:
    """What a job of ours looks like that was recalled, or one that an operator canceled."""
    return report is not None and report.state is JobState.CANCELED and report.processing_at is None
