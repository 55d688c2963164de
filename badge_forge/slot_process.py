"""The node's side of one slot: a process, the pipe to it, and the knowledge of its end."""

import asyncio
import errno
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.context import ForkServerProcess
from multiprocessing.forkserver import _forkserver as forkserver
from types import ModuleType
from typing import Self

from badge_forge import slot_child
from badge_forge.slot_child import LENGTH, Terms

_CONTEXT = get_context("forkserver")
_PRELOADED = [slot_child.__name__]
_STARTING = threading.Lock()
"""one at a time"""
_ANSWERED = threading.Event()
"""the forkserver has imported all, and started a process"""


def preload(modules: Sequence[str]) -> None:
    """Modules that the one forkserver imports for all slots; without effect once it runs, which costs only time."""
    _PRELOADED.extend(name for name in modules if name not in _PRELOADED)
    _CONTEXT.set_forkserver_preload(_PRELOADED)


@contextmanager
def importing(modules: Sequence[str]) -> Iterator[None]:
    """Start the forkserver, which imports for seconds, beside whatever comes before the first process. It does not outlive the block's end
    where nothing was started by then."""
    preload(modules)
    resource_tracker.ensure_running()  # its start takes the block off again
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Ctrl-C reaches the whole group, and importing it would end with a traceback
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        if not _ANSWERED.is_set():
            os.kill(forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]


class SlotProcess:
    """A running child. `ask` is for one call at a time."""

    def __init__(
        self, process: ForkServerProcess, home: str, wire: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._home = home
        self._wire = wire
        self._reader = reader
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._gone = asyncio.Event()
        self._words = ""
        self._on_end: Callable[[], object] = int
        self._loop.add_reader(process.sentinel, self._ended)

    @classmethod
    async def start(cls, terms: Terms) -> Self:
        """A new child of the forkserver: 5-15 ms; the first waits for seconds, until the forkserver has imported all.

        Whoever is cancelled leaves a child that finds its pipe ended, and ends."""
        ours, theirs = socket.socketpair()
        process = _CONTEXT.Process(target=slot_child.serve, args=(theirs, terms), name="badge-forge slot", daemon=True)
        try:
            await _started(process, theirs)
            return cls(process, terms.home, ours, *await asyncio.open_connection(sock=ours))
        except BaseException:
            ours.close()
            shutil.rmtree(terms.home, ignore_errors=True)
            raise

    @property
    def gone(self) -> bool:
        return self._gone.is_set()

    def hears(self) -> bool:
        """False as soon as the child has let go of the pipe: some time before its end is known here."""
        try:
            return self._wire.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def on_end(self, tell: Callable[[], object]) -> None:
        """Who wants to know when the process ends; one at a time."""
        self._on_end = tell

    async def ask(self, request: bytes) -> bytes:
        """One call, pickled both ways. Raises EOFError (or another OSError) where the process ends before it has answered."""
        self._writer.write(LENGTH.pack(len(request)) + request)
        (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
        return await self._reader.readexactly(length)

    async def end(self, *, grace_s: float) -> str:
        """Close the pipe, kill what has not ended in time, remove its files, and say in words how it ended."""
        with suppress(OSError, RuntimeError):
            self._writer.write_eof()
        try:
            async with asyncio.timeout(grace_s):
                await self._gone.wait()
        except TimeoutError:
            self.kill()
            await self._gone.wait()
        self._writer.transport.abort()
        shutil.rmtree(self._home, ignore_errors=True)
        self._words = self._words or self._last_words()
        return self._words

    def kill(self) -> None:
        """SIGKILL, without waiting; nothing where it has ended."""
        if not self.gone:
            self._process.kill()

    def _ended(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._gone.set()
        self._on_end()

    def _last_words(self) -> str:
        self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        if code == errno.ENOMEM:
            return "out of memory"
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return f"killed by signal {-code}"


async def _started(process: ForkServerProcess, theirs: socket.socket) -> None:
    """In a thread that keeps neither the loop nor the end of the node waiting."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[None] = loop.create_future()

    def start() -> None:
        error: BaseException | None = None
        try:
            with theirs, _STARTING, _without_main():
                process.start()
            _ANSWERED.set()
        except BaseException as caught:  # noqa: BLE001 - handed to whoever waits
            error = caught
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(tell, error)

    def tell(error: BaseException | None) -> None:
        if outcome.cancelled():
            return
        if error is None:
            outcome.set_result(None)
        else:
            outcome.set_exception(error)

    threading.Thread(target=start, name="slot start", daemon=True).start()
    await outcome


@contextmanager
def _without_main() -> Iterator[None]:
    """multiprocessing would run the node's main module again in each child, for seconds; no slot needs anything of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
