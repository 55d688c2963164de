"""One private cupsd for the tests that do not harm it, a simulated printer for each test, a sheet, and a ledger with one printer."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool
from pypdf import PdfWriter

from badge_forge.connections import configured
from spool.cups_destination import CupsDestination
from spool.server import Server
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.spool.support import in_thread

_numbers = count(1)

LEDGER = """
insert into badgeforge.printer (name, kind, target, set_by) values ('P', 'cups', 'x', 'test');
insert into badgeforge.design (digest, name, archive) values ('d', 'd', '');
insert into badgeforge.stock (digest, name, data) values ('s', 's', '{}');
insert into badgeforge.route (queue, design, design_digest, stock, stock_digest, printers, set_by)
values ('badges', 'd', 'd', 's', 's', '{P}', 'test');
"""


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


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """Connections to a ledger whose queue `badges` goes to the printer P."""
    async with AsyncConnectionPool[Any](database, kwargs={"autocommit": True}, configure=configured, open=False) as made:
        async with made.connection() as conn:
            await conn.execute(LEDGER.encode())
        yield made
