"""One private cupsd for the tests that do not harm it, a simulated printer for each test, and a sheet."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from pypdf import PdfWriter

from spool.cups_destination import CupsDestination
from spool.server import Server
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.spool.support import in_thread

_numbers = count(1)


@pytest.fixture(scope="session")
def cups() -> Iterator[PrivateCups]:
    """The session's cupsd: whoever kills or stops one makes his own with private_cups()."""
    with private_cups() as server:
        yield server


@pytest.fixture
def queue(cups: PrivateCups) -> str:
    """A queue of the test's own, to a simulated printer that prints."""
    return cups.add_queue(f"sim{next(_numbers)}")


@pytest.fixture
def destination(cups: PrivateCups, queue: str) -> CupsDestination:
    """That queue as a destination."""
    return CupsDestination(queue=queue, server=Server.parse(cups.address), run=in_thread)


@pytest.fixture
def printer() -> Iterator[IppPrinter]:
    """An IPP Everywhere printer, switched on; each test adds its own queue."""
    with service_folder() as folder, IppPrinter(folder / "printer") as switched_on:
        yield switched_on


@pytest.fixture
def everywhere(cups: PrivateCups, printer: IppPrinter) -> Iterator[str]:
    """A driverless queue to that printer."""
    name = cups.add_printer(f"ipp{next(_numbers)}", printer)
    yield name
    cups.delete(name)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """An empty A4 page."""
    writer = PdfWriter()
    writer.add_blank_page(595.276, 841.89)
    path = tmp_path / "sheet.pdf"
    writer.write(path)
    return path
