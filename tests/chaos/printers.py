"""The printers of a run: what came out of each, by its own log, and how they and their servers die."""

import signal
import time
from collections.abc import Sequence
from pathlib import Path

import cups as pycups

from tests.chaos.kills import Kill, Victim
from tests.chaos.processes import children, kill
from tests.services.cups import PrivateCups
from tests.services.ipp_printer import IppPrinter
from tests.services.paper import Done

PATIENCE_S = 1.0
"""between two looks at the printers; somebody who saw one that has stopped lets it go on at his next look. No person is quicker, and two
beginnings in one second leave no trace, as CUPS counts in seconds: docs/limits.md"""


class SimQueue:
    """A queue with a simulated printer."""

    def __init__(self, cups: PrivateCups, name: str, mode: str) -> None:
        self.cups = cups
        self.name = name
        cups.add_queue(name, mode)

    def done(self) -> list[Done]:
        """What came out."""
        return self.cups.done(self.name)

    @property
    def logs(self) -> Sequence[Path]:
        """Of what it began, and of what came out."""
        folder = self.cups.folder / "printers" / self.name
        return folder / "started.log", folder / "done.log"

    def kill_printer(self) -> bool:
        """Switched off and on again, with the paper in it spoiled; a simulated one is its backend."""
        return False

    def restore(self) -> None:
        """It runs."""


class IppQueue(SimQueue):
    """A queue with a real IPP printer, which forgets its jobs when it is switched off."""

    def __init__(self, cups: PrivateCups, name: str, printer: IppPrinter) -> None:
        self.cups = cups
        self.name = name
        self._printer = printer
        cups.add_printer(name, printer)

    def done(self) -> list[Done]:
        return self._printer.done()

    @property
    def logs(self) -> Sequence[Path]:
        return self._printer.folder / "started.log", self._printer.folder / "done.log"

    def kill_printer(self) -> bool:
        self._printer.kill()
        self._printer.start()
        return True


class Printers:
    """All printers and their servers."""

    def __init__(self, queues: Sequence[SimQueue]) -> None:
        self.queues = queues
        self._servers = list({id(queue.cups): queue.cups for queue in queues}.values())
        self._start_at: dict[int, float] = {}
        self._highest: dict[int, int] = {}
        self._look_at = 0.0
        self._stopped: set[tuple[int, str]] = set()

    def done(self) -> list[Done]:
        """Everything that came out, by the printers' own logs, which know nothing of us but titles."""
        return [done for queue in self.queues for done in queue.done()]

    def arrived(self) -> int:
        """Grows whenever a sheet's document reaches CUPS."""
        for place, server in enumerate(self._servers):
            numbers = [int(file.name[1:6]) for file in (server.folder / "spool").glob("d*")]
            self._highest[place] = max([self._highest.get(place, 0), *numbers])
        return sum(self._highest.values())

    def begun(self) -> int:
        """Grows whenever a printer takes a sheet in hand."""
        return sum(_size(queue.logs[0]) for queue in self.queues)

    def out(self) -> int:
        """Grows whenever a sheet comes out."""
        return sum(_size(queue.logs[1]) for queue in self.queues)

    def kill(self, what: Kill) -> bool:
        match what.victim:
            case Victim.CUPSD:
                return self._kill_server(what)
            case Victim.PRINTING:
                return self._kill_backend(what.which)
            case _:
                return any(queue.kill_printer() for queue in self.queues)

    def tend(self) -> None:
        """Servers are started again; somebody sees that a printer has stopped, and lets it go on."""
        now = time.monotonic()
        for place in [place for place, at in self._start_at.items() if now >= at]:
            del self._start_at[place]
            self._servers[place].start()
        if now >= self._look_at and not self._start_at:
            self._look_at = now + PATIENCE_S
            self._stopped = {(place, name) for place, server in enumerate(self._servers) for name in self._let_go_on(place, server)}

    def restore(self) -> None:
        """Everything runs."""
        self._start_at = dict.fromkeys(self._start_at, 0.0)
        self._look_at = 0.0
        self.tend()

    def _let_go_on(self, place: int, server: PrivateCups) -> list[str]:
        """What an operator does at printers that have stopped because their backend died; those that he saw for the first time."""
        connection = pycups.Connection(server.host, server.port)
        stopped = [name for name, found in connection.getPrinters().items() if found["printer-state"] == pycups.IPP_PRINTER_STOPPED]
        seen = [name for name in stopped if (place, name) in self._stopped]
        for name in seen:
            connection.enablePrinter(name)
        return [name for name in stopped if name not in seen]

    def _kill_server(self, what: Kill) -> bool:
        place = what.which % len(self._servers)
        if place in self._start_at:
            return False
        self._servers[place].kill()
        self._start_at[place] = time.monotonic() + what.down_s
        return True

    def _kill_backend(self, which: int) -> bool:
        up = [server for place, server in enumerate(self._servers) if place not in self._start_at]
        found = [child for server in up for child in children(server.pid)]
        return bool(found) and kill(found[which % len(found)], signal.SIGSEGV)


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0
