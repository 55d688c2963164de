"""What the tests of the spool share: a runner, journals, tickets, and waiting for a condition."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ledger.values import Size
from spool.destination import HeldJob, JobRef
from spool.ipp import Fate, fate
from spool.ticket import Ticket

A4 = "iso_a4_210x297mm"
_numbers = count(1)
_context = multiprocessing.get_context("forkserver")


async def in_thread[T](function: Callable[..., T], *args: Any, timeout_s: float) -> T:
    """A runner that cannot kill: for a cupsd that answers."""
    return await asyncio.to_thread(function, *args)


async def in_process[T](function: Callable[..., T], *args: Any, timeout_s: float) -> T:
    """A runner of one process a call, which is killed when it takes too long."""
    return await asyncio.to_thread(_killable, function, args, timeout_s)


def _killable(function: Callable[..., Any], args: tuple[Any, ...], timeout_s: float) -> Any:
    ours, theirs = _context.Pipe(duplex=False)
    process = _context.Process(target=_answer, args=(theirs, function, args))
    process.start()
    theirs.close()
    try:
        if not ours.poll(timeout_s):
            raise TimeoutError
        result, error = ours.recv()
    except EOFError:
        raise ConnectionResetError from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if error is not None:
        raise error
    return result


def _answer(wire: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        wire.send((function(*args), None))
    except Exception as error:  # noqa: BLE001 (goes to the caller)
        wire.send((None, error))


async def eventually[T](ask: Callable[[], Awaitable[T]], *, seconds: float = 90.0, every: float = 0.02) -> T:
    """Ask until the answer is true; the answer."""
    async with asyncio.timeout(seconds):
        while not (answer := await ask()):  # noqa: ASYNC110 (a printer in another process sets no event)
            await asyncio.sleep(every)
    return answer


def ticket(**changed: Any) -> Ticket:
    """A one-page A4 sheet with a title of its own."""
    number = next(_numbers)
    token = f"{os.getpid():x}{number:04x}"
    given: dict[str, Any] = {
        "media": A4,
        "size": Size(width=210, height=297),
        "pages": 1,
        "token": token,
        "title": f"b1-{number}-1-{token}",
    }
    return Ticket(**(given | changed))


@dataclass
class MemoryJournal:
    """The journal of one submission. refuse: the sheet was canceled meanwhile. meanwhile: happens while it commits `releasing`."""

    refuse: bool = False
    meanwhile: Callable[[HeldJob], object] = field(default=lambda job: None)
    state: str = "intent"
    job: HeldJob | None = None

    async def releasing(self, job: HeldJob) -> bool:
        self.job = job
        await asyncio.to_thread(self.meanwhile, job)
        if self.refuse:
            return False
        self.state = "releasing"
        return True

    async def released(self) -> None:
        self.state = "released"

    def ref(self, title: str) -> JobRef:
        assert self.job is not None
        return JobRef(id=self.job.id, uuid=self.job.uuid, title=title, released=self.state == "released")


class FileJournal:
    """A journal that outlives a kill -9 of who writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, title: str) -> None:
        self._write({"state": "intent", "title": title})

    async def releasing(self, job: HeldJob) -> bool:
        self._write({**self.read(), "state": "releasing", "id": job.id, "uuid": job.uuid})
        return True

    async def released(self) -> None:
        self._write({**self.read(), "state": "released"})

    def read(self) -> dict[str, Any]:
        return dict(json.loads(self._path.read_text(encoding="utf-8")))

    def _write(self, entry: dict[str, Any]) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(entry), encoding="utf-8")
        fresh.replace(self._path)


async def fate_of(destination: Any, ref: JobRef) -> Fate:
    """What a look at this job says now."""
    return fate((await destination.look([ref]))[ref.title], released=ref.released)


async def settled(destination: Any, ref: JobRef, *, seconds: float = 90.0) -> Fate:
    """The fate of a job when it has ended."""

    async def ended() -> Fate | None:
        found = await fate_of(destination, ref)
        return None if found in (Fate.WAITING, Fate.HELD) else found

    found = await eventually(ended, seconds=seconds)
    assert found is not None
    return found
