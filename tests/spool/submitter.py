"""A process that submits one sheet and dies by its own kill -9 at a crash point: `submitter JOURNAL POINT TITLE PDF SERVER QUEUE`.

QUEUE may be a folder: then SERVER is not used. The runner's processes die with it or go on, as they do in life.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from ledger.points import Point
from spool.cups_destination import CupsDestination
from spool.destination import Destination
from spool.folder_destination import FolderDestination
from spool.server import Server
from spool.submission import submit
from tests.spool.support import FileJournal, in_thread, ticket


def main(journal_path: str, point: str, title: str, pdf: str, server: str, queue: str) -> None:
    def reached(here: Point) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    destination: Destination
    if queue.startswith("/"):
        destination = FolderDestination(folder=Path(queue))
    else:
        destination = CupsDestination(queue=queue, server=Server.parse(server), run=in_thread)
    journal = FileJournal(Path(journal_path))
    journal.begin(title)
    reached(Point.INTENT)
    asyncio.run(submit(destination, ticket(title=title), Path(pdf), journal, reached))


if __name__ == "__main__":
    main(*sys.argv[1:])
