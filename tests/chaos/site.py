"""The place of a run: PostgreSQL, CUPS servers with printers, and nodes; and how each of them dies and comes back."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from badge_forge.postgres import PostgresError
from tests.acceptance.conftest import Database
from tests.chaos.crew import Crew
from tests.chaos.database import MortalPostgres
from tests.chaos.kills import Kill, Victim
from tests.chaos.printers import PATIENCE_S, IppQueue, Printers, SimQueue
from tests.services.cups import PrivateCups
from tests.services.ipp_printer import IppPrinter
from tests.services.node import Program

QUEUES = """
[event]
key = "chaos"
[queues.badges]
printers = ["north", "south"]
linger = "hold"
[queues.hall]
printers = ["south"]
[queues.desk]
printers = ["desk"]
desk = true
"""


class Site:
    """What a run kills. Everything is started again by `tend`, a service after its time, a node at once."""

    def __init__(self, *, program: Program, postgres: MortalPostgres, printers: Printers, crew: Crew) -> None:
        self.program = program
        self.printers = printers
        self.crew = crew
        self.db = Database(postgres.dsn)
        self._postgres = postgres
        self._revive_at: float | None = None
        self._look_at = 0.0

    def kill(self, kill: Kill) -> bool:
        """Whether there was somebody to kill."""
        match kill.victim:
            case Victim.NODE:
                return self.crew.kill(kill.which)
            case Victim.SLOT:
                return self.crew.kill_slot(kill.which)
            case Victim.DATABASE_STOP | Victim.DATABASE | Victim.BACKEND:
                return self._kill_database(kill)
            case Victim.CUPSD | Victim.PRINTING | Victim.PRINTER:
                return self.printers.kill(kill)

    def tend(self) -> None:
        """Start again what is down and whose time has come."""
        if self._revive_at is not None and time.monotonic() >= self._revive_at:
            self._revive_at = None
            self._revive()
        self.printers.tend()
        self.crew.tend()
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + PATIENCE_S
            self._resume_barred()

    def restore(self) -> None:
        """Everything runs."""
        if self._revive_at is not None:
            self._revive_at = 0.0
        self.printers.restore()
        self.tend()

    def _resume_barred(self) -> None:
        """A printer that gave a sheet up gets the next one when somebody has looked at it."""
        with suppress(psycopg.Error):
            for (name,) in self.db.rows("select name from badgeforge.printer where impact = 'barred'"):
                self.program.run("printer", "resume", name)

    def _kill_database(self, kill: Kill) -> bool:
        if self._revive_at is not None:
            return False
        match kill.victim:
            case Victim.BACKEND:
                return self._postgres.kill_backend(kill.which)  # it comes back by itself
            case Victim.DATABASE_STOP:
                done = self._postgres.stop_now()
            case _:
                done = self._postgres.kill()
        self._revive_at = time.monotonic() + kill.down_s
        return done

    def _revive(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                return self._postgres.start()
            except PostgresError as error:  # the backends of the last one still hold its memory
                if time.monotonic() > deadline:
                    raise
                print(f"PostgreSQL does not start yet: {error}")
                time.sleep(0.1)  # between two attempts: only the kernel knows when it takes their memory back


@contextmanager
def site(folder: Path, *, mortal_printers: bool, module: str = "tests.chaos.node", nodes: int = 2) -> Iterator[Site]:
    """mortal_printers: two CUPS servers, one of their queues an IPP printer; else one with three simulated printers, which live.

    module: whose `main` a node runs."""
    with ExitStack() as stack:
        postgres = stack.enter_context(MortalPostgres(root=folder / "pg"))
        queues = _mortal(stack, folder) if mortal_printers else _immortal(stack, folder)
        program = Program(folder, postgres.dsn, QUEUES + "".join(_entry(queue) for queue in queues))
        crew = Crew(program, count=nodes, module=module)
        stack.callback(crew.abandon)
        yield Site(program=program, postgres=postgres, printers=Printers(queues), crew=crew)


def _entry(queue: SimQueue) -> str:
    return f'[printers.{queue.name}]\nserver = "{queue.cups.address}"\n'


def _immortal(stack: ExitStack, folder: Path) -> Sequence[SimQueue]:
    cups = stack.enter_context(PrivateCups(folder / "cups"))
    return [SimQueue(cups, "north", "ok"), SimQueue(cups, "south", "tenths:3"), SimQueue(cups, "desk", "ok")]


def _mortal(stack: ExitStack, folder: Path) -> Sequence[SimQueue]:
    one, other = (stack.enter_context(PrivateCups(folder / name)) for name in ("c1", "c2"))
    printer = stack.enter_context(IppPrinter(folder / "ipp"))
    printer.set_mode("tenths:3")
    return [SimQueue(one, "north", "tenths:3"), SimQueue(other, "south", "tenths:5"), IppQueue(other, "desk", printer)]
