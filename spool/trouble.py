"""What keeps a printer from printing, as a person says it, with the remedy; by its state and its reasons, without asking anybody."""

from ledger.values import Impact, Trouble
from spool.destination import PrinterReport
from spool.errors import DestinationDown, SpoolError, UnknownPrinter
from spool.ipp import HISTORY_LOST, STALE_MESSAGE, JobReport, JobState, PrinterState
from spool.printer_words import cause

_SEE = "see what its display says"
_REMEDIES = {
    "out of paper": "load paper",
    "needs paper of another size": "load the paper that it asks for",
    "jammed": "take the jammed sheet out",
    "cover open": "close its cover",
    "door open": "close its door",
    "interlock open": "close its doors",
    "paper tray missing": "push its paper tray in",
    "output tray missing": "push its output tray in",
    "output tray full": "take the sheets out of its tray",
    "out of ink": "put new ink in",
    "out of toner": "put new toner in",
    "waste ink full": "change its waste ink box",
    "off line": "switch it on line",
    "does not answer": "switch it on, and see to its cable or network",
    "driver missing": "install cups-filters",
    "driver refused by CUPS": "see CUPS's error_log",
}
_REFUSED = "Unable to add document to print job."
"""CUPS's word when the printer did not want the PDF; the job counts as completed"""


def trouble_of(report: PrinterReport, name: str) -> Trouble | None:
    """Why a printer prints nothing now, or takes nothing; None when it is well. name: as people and `badgeforge printer` call it."""
    return _never(report) or _stopped(report, name) or _closed(report, name) or _hindered(report)


def _never(report: PrinterReport) -> Trouble | None:
    """It cannot be a printer of ours as it is."""
    if report.group:
        return Trouble(words="is a CUPS class, which hides its jobs", remedy="name its members in the route", impact=Impact.CLOSED)
    if report.model == "Local Raw Printer" and report.device.startswith(("ipp", "dnssd")):
        remedy = f"if it stays so, switch the printer on and run `lpadmin -p {report.name} -v {report.device} -m everywhere`"
        return Trouble(words="has no driver, as one that was made while the printer was off line", remedy=remedy, impact=Impact.CLOSED)
    return None


def _stopped(report: PrinterReport, name: str) -> Trouble | None:
    if report.state is not PrinterState.STOPPED:
        return None
    words = cause(report.reasons, report.message)
    if words is None:
        disabled = report.message.casefold() in ("", "paused")
        words = "disabled in CUPS" if disabled else f"stopped: {report.message}"
    mend = _REMEDIES.get(words, "" if words == "disabled in CUPS" else _SEE)
    resume = f"`badgeforge printer resume {name}`"
    return Trouble(words=words, remedy=f"{mend}, then {resume}" if mend else resume, impact=Impact.STOPPED)


def _closed(report: PrinterReport, name: str) -> Trouble | None:
    if not report.accepting:
        return Trouble(words="rejects jobs", remedy=f"`badgeforge printer resume {name}`", impact=Impact.CLOSED)
    if HISTORY_LOST in report.reasons and report.state is PrinterState.PROCESSING:
        return Trouble(words="was restarted under a sheet", remedy="the next one waits until it is idle", impact=Impact.CLOSED)
    return None


def _hindered(report: PrinterReport) -> Trouble | None:
    words = cause(report.reasons, report.message)
    return Trouble(words=words, remedy=_REMEDIES.get(words, _SEE), impact=Impact.HINDERED) if words else None


def trouble_by(error: SpoolError) -> Trouble:
    """The trouble that a call to the spooler met."""
    if isinstance(error, UnknownPrinter):
        return Trouble(words="its CUPS queue is gone", remedy=f"{error.value}: {error.remedy}", impact=Impact.CLOSED)
    if isinstance(error, DestinationDown):
        return Trouble(words="CUPS does not answer", remedy=f"{error.value}; {error.remedy}", impact=Impact.CLOSED)
    return Trouble(words=f"{error.rule}: {error.value}", remedy=error.remedy, impact=Impact.STUCK)


def given_up(report: JobReport, name: str) -> Trouble | None:
    """The printer itself ended a sheet that it had not printed, and would end the next one too; None where it did not.

    An operator who cancels a job leaves no message; nor does one who restarts CUPS or the printer leave one of these. A printer that lost
    the job in its hands was switched off and on: it prints the next one."""
    if HISTORY_LOST in report.reasons:
        return None
    if (found := _end(report)) is None:
        return None
    words, look = found
    return Trouble(words=words, remedy=f"{look}, then `badgeforge printer resume {name}`", impact=Impact.BARRED)


def _end(report: JobReport) -> tuple[str, str] | None:
    """Of a sheet that a printer gave up: what it did, and where to look."""
    match report.state:
        case JobState.STOPPED:
            return "its CUPS filter failed under a sheet", "see CUPS's error_log"
        case JobState.COMPLETED if report.message == _REFUSED:
            return "refuses the document", "see its formats and its log"
        case JobState.CANCELED | JobState.ABORTED if report.message not in ("", STALE_MESSAGE):
            return f"gave a sheet up: {report.message.rstrip('.')}", "look at it and into its tray"
        case _:
            return None
