"""The state of a printer in words for people, by the reasons that IPP names.

Source: RFC 8011 (IPP/1.1), section 5.4.12, and the reasons that CUPS 2.4 adds.
"""

from collections.abc import Iterable

from spool.ipp import HISTORY_LOST, STALE_MESSAGE, PrinterState, keyword

_TROUBLES = {
    "media-empty": "out of paper",
    "media-needed": "needs paper of another size",
    "media-jam": "jammed",
    "cover-open": "cover open",
    "door-open": "door open",
    "interlock-open": "interlock open",
    "input-tray-missing": "paper tray missing",
    "output-tray-missing": "output tray missing",
    "output-area-full": "output tray full",
    "marker-supply-empty": "out of ink",
    "toner-empty": "out of toner",
    "marker-waste-full": "waste ink full",
    "offline": "off line",
    "shutdown": "off line",
    "timed-out": "does not answer",
    "connecting-to-device": "connecting",
    "spool-area-full": "memory full",
    "cups-missing-filter": "driver missing",
    "cups-insecure-filter": "driver refused by CUPS",
    HISTORY_LOST: "was restarted under a job",
    "moving-to-paused": "pausing",
    "paused": "paused",
}
"""RFC 8011, 5.4.12 "printer-state-reasons" and those of CUPS that keep paper from moving, the plainest cause first"""

_NO_CAUSE = (HISTORY_LOST, "moving-to-paused", "paused")
"""what follows from a cause, or from nothing that is wrong with the printer"""
_WORDS = {"connecting-to-device": "does not answer"}
"""said for some seconds at the start of each job, and as long as a printer is away"""

_HINTS = {
    "media-low": "paper low",
    "marker-supply-low": "ink low",
    "toner-low": "toner low",
    "output-area-almost-full": "output tray almost full",
    "marker-waste-almost-full": "waste ink almost full",
}
_PLAIN = {PrinterState.IDLE: "ready", PrinterState.PROCESSING: "printing", PrinterState.STOPPED: "stopped"}


def cause(reasons: Iterable[str], message: str = "") -> str | None:
    """The plainest cause for which no paper moves, among the reasons of a printer; None where there is none."""
    keys = {keyword(reason) for reason in reasons if not reason.endswith("-report")}
    for key, text in _TROUBLES.items():
        if key in keys and key not in _NO_CAUSE:
            return _WORDS.get(key, text)
    # All that CUPS says while it looks for a printer that is switched off.
    return "does not answer" if message == STALE_MESSAGE else None


def words(state: PrinterState, reasons: Iterable[str], message: str = "") -> str:
    """A printer's state for people: "ready", "printing, toner low", "out of paper, paused"."""
    keys = {keyword(reason) for reason in reasons}
    troubles = [text for key, text in _TROUBLES.items() if key in keys]
    hints = [text for key, text in _HINTS.items() if key in keys]
    if not troubles and message == STALE_MESSAGE:  # all that CUPS says while it looks for a printer that is switched off
        return "does not answer"
    if not troubles and state is PrinterState.STOPPED and message:
        return f"stopped: {message}"
    return ", ".join(dict.fromkeys((troubles or [_PLAIN[state]]) + hints))
