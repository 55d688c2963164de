"""Which destination a printer of the ledger is: a folder, or a queue of a CUPS server, whose calls run where they can be killed."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from badge_forge.slots import SlotDied, Slots, SlotTimeout
from ledger.printers import Printer
from spool import cups_looks, cups_queues
from spool.cups_destination import ANSWER_S, CupsDestination
from spool.destination import Destination
from spool.folder_destination import FolderDestination
from spool.server import Server


class CupsProcess:
    """The one process that talks to a CUPS server. pycups has no time-outs: a call that takes too long is killed with it.

    once: a server that did not answer once is not asked again; for a command, which a person waits for."""

    def __init__(self, *, once: bool = False) -> None:
        self._once = once
        self._hung: TimeoutError | None = None
        self._slots = Slots(count=1, preload=("spool.cups_jobs", "spool.cups_looks", "spool.cups_queues"))
        self._stack = AsyncExitStack()
        self._started = False

    async def __call__(self, function: Any, *args: Any, timeout_s: float) -> Any:
        if not self._started:
            self._started = True
            await self._stack.enter_async_context(self._slots)
        if self._hung is not None:
            raise self._hung
        try:
            # At the niceness of a batch it would wait for the slots that render one.
            return await self._slots.call(function, *args, urgent=True, timeout_s=timeout_s)
        except SlotTimeout as error:
            hung = TimeoutError(str(error))
            self._hung = hung if self._once else None
            raise hung from error
        except SlotDied as error:
            raise ConnectionError(str(error)) from error

    async def stop(self) -> None:
        """End the process, if it was ever needed."""
        await self._stack.aclose()


class Destinations:
    """Makes destinations; one process for each CUPS server, as long as the node, or the command (`once`), runs."""

    def __init__(self, *, once: bool = False) -> None:
        self._once = once
        self._processes: dict[str, CupsProcess] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._processes.values():
            await process.stop()

    def of(self, printer: Printer) -> Destination:
        """The destination of a printer."""
        if printer.kind == "folder":
            return FolderDestination(folder=Path(printer.target), name=printer.name)
        return CupsDestination(
            queue=printer.target,
            server=Server.parse(printer.server),
            run=self._process(printer.server),
            name=printer.name,
        )

    async def queues(self, server: str) -> list[str]:
        """What a CUPS server has. Raises DestinationDown."""
        return list(await self._ask(server, cups_queues.queues))

    async def tells_restarts(self, server: str) -> bool:
        """Whether a restart of a CUPS server can be seen. Raises DestinationDown."""
        return bool(await self._ask(server, cups_looks.run_of, ""))

    async def _ask(self, server: str, function: Any, *args: Any) -> Any:
        where = Server.parse(server)
        try:
            return await self._process(server)(function, where, *args, timeout_s=ANSWER_S)
        except (TimeoutError, ConnectionError) as error:
            raise where.down(str(error)) from error

    def _process(self, server: str) -> CupsProcess:
        return self._processes.setdefault(server, CupsProcess(once=self._once))
