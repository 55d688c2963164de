"""The requests to CUPS about its queues, one function each; they run in a process that can be killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spool.cups_connection import connected, ppd_choices, printable_areas
from spool.ipp import HISTORY_LOST, PrinterState
from spool.server import Server

_PRINTER_ATTRIBUTES = [
    "printer-name",
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "printer-type",
    "printer-make-and-model",
    "device-uri",
    "media-ready",
    "media-supported",
    "sides-supported",
    "document-format-supported",
]


def printer_attributes(server: Server, queue: str, options: bool = False) -> dict[str, Any]:
    """The attributes of a queue that we use, as pycups gives them; with options: all, and what its PPD says of options and media."""
    with connected(server, queue) as connection:
        if not options:
            return dict(connection.getPrinterAttributes(queue, requested_attributes=_PRINTER_ATTRIBUTES))
        attributes = connection.getPrinterAttributes(queue)
        if "media-supported" not in attributes:
            return dict(attributes)
        with _ppd(connection, queue) as path:
            return {**attributes, "ppd-options": ppd_choices(path), "ppd-areas": printable_areas(path)}


@contextmanager
def _ppd(connection: Any, queue: str) -> Iterator[Path]:
    path = Path(connection.getPPD(queue))
    try:
        yield path
    finally:
        path.unlink()


def queues(server: Server) -> list[str]:
    """The names of the destinations that CUPS has, classes included."""
    with connected(server, "") as connection:
        return sorted(connection.getPrinters())


def reject(server: Server, queue: str) -> None:
    """Take no further jobs. (To disable the queue would kill the job on paper and print it again later.)"""
    with connected(server, queue) as connection:
        connection.rejectJobs(queue)


def resume(server: Server, queue: str) -> None:
    """Take jobs, and print them."""
    with connected(server, queue) as connection:
        connection.enablePrinter(queue)
        connection.acceptJobs(queue)


def forget_lost_history(server: Server, queue: str) -> bool:
    """Make CUPS forget that the printer lost a job, when it is idle; whether it did.

    CUPS keeps the reason on the queue for ever, over restarts too, and gives it to each later job, of which nobody would know then
    whether it was printed. It goes when the queue gets a driver: so it gets its own again. Jobs that ended keep their reasons.
    """
    with connected(server, queue) as connection:
        attributes = connection.getPrinterAttributes(queue, requested_attributes=_PRINTER_ATTRIBUTES)
        if HISTORY_LOST not in attributes["printer-state-reasons"]:
            return True
        if attributes["printer-state"] == PrinterState.PROCESSING:
            return False  # a new driver would restart the job on paper
        if "media-supported" not in attributes:
            connection.addPrinter(queue, ppdname="raw")
            return True
        with _ppd(connection, queue) as path:
            connection.addPrinter(queue, filename=str(path))
        return True
