"""What is wrong with a printer, said once: it is asked again every second, all night if need be."""

import logging

log = logging.getLogger("badgeforge")


class Complaints:
    """One line of the log when a printer's trouble begins or changes, and one when it is over."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def say(self, printer: str, why: str) -> None:
        """It is in trouble, or still is."""
        if self._said.get(printer) != why:
            log.warning("4 print job: %s: %s", printer, why)
        self._said[printer] = why

    def end(self, printer: str) -> None:
        """It is well, or well again."""
        if self._said.pop(printer, None) is not None:
            log.info("4 print job: %s goes on", printer)
