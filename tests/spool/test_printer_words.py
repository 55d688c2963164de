"""What people read of a printer's state."""

import pytest

from spool.ipp import STALE_MESSAGE, PrinterState
from spool.printer_words import words


@pytest.mark.parametrize(
    ("state", "reasons", "message", "said"),
    [
        (3, ["none"], "", "ready"),
        (4, [], "Printing page 1.", "printing"),
        (4, ["toner-low-warning"], "", "printing, toner low"),
        (4, ["media-empty-warning"], "", "out of paper"),
        (5, ["media-empty-error", "paused"], "", "out of paper, paused"),
        (5, ["cover-open", "media-jam-error"], "", "jammed, cover open"),
        (5, ["none"], "Filter failed", "stopped: Filter failed"),
        (5, ["paused"], "Paused", "paused"),
        (3, ["offline-report", "shutdown"], "", "off line"),
        (4, ["cups-waiting-for-job-completed"], "", "printing"),
        (5, [], "", "stopped"),
        (3, ["none"], STALE_MESSAGE, "does not answer"),
    ],
)
def test_the_state_of_a_printer_in_words(state: int, reasons: list[str], message: str, said: str) -> None:
    assert words(PrinterState(state), reasons, message) == said
