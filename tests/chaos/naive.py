"""A node that prints as most programs do: printFile, and when it has returned, note it. After a crash, what is not noted is done again.

It is here so that the harness is known to see: under the same kills it prints sheets twice."""

from pathlib import Path

from badge_forge import destinations
from spool.cups_connection import connected
from spool.cups_destination import SENDING_S, CupsDestination
from spool.destination import HeldJob
from spool.server import Server
from spool.ticket import Ticket
from tests.chaos import node


class NaiveDestination(CupsDestination):
    """The job is let go with the request that makes it."""

    async def hold(self, ticket: Ticket, document: Path) -> HeldJob:
        return await self._call(print_file, ticket.title, ticket.job_options(), document, more_s=SENDING_S)

    async def withdraw(self, title: str) -> int:
        return 0


def print_file(server: Server, queue: str, title: str, options: dict[str, str], document: Path) -> HeldJob:
    with connected(server, queue) as connection:
        number = connection.printFile(queue, str(document), title, options)
        return HeldJob(id=number, uuid=connection.getJobAttributes(number, ["job-uuid"])["job-uuid"])


def main() -> None:
    """badgeforge, with this protocol."""
    destinations.CupsDestination = NaiveDestination  # type: ignore[misc]
    node.main()
