"""The child's side of a process slot: one call after the other, until the pipe to the node ends.

A frame is four bytes of length and a pickle. In: (function, args, urgent, seconds). Out: (True, result) or (False, error).
"""

import errno
import os
import pickle
import resource
import shutil
import signal
import struct
import tempfile
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from socket import socket
from types import TracebackType
from typing import BinaryIO, Self

LENGTH = struct.Struct(">I")
_AFTER_THE_NODE = 2.0
"""seconds that a call may take above its time before the kernel ends the child: by then the node has done so, if it lives"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a child is told when it starts."""

    home: str
    """the private folder for temporary files; removed at the end"""
    environment: Mapping[str, str]
    """the node's: the forkserver has the one of the time when it was started"""
    niceness: int
    """added to the nice value for calls that are not urgent"""
    memory_bytes: int | None
    """the most address space (RLIMIT_AS); None = no limit"""


class Foreign(Exception):  # noqa: N818 (no error of its own: the text of one that cannot travel)
    """Stands for an error that cannot be pickled, or that would end the node: its type and text."""


class _Caught:
    """Keeps whatever a call raises: this process answers for everything but its own death."""

    error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> bool:
        self.error = error
        return True


def serve(wire: socket, terms: Terms) -> None:
    """Answer calls until the node closes the pipe, or is no more."""
    _settle_in(terms)
    manners = _Manners(terms.niceness)
    with wire, wire.makefile("rb") as requests, suppress(ConnectionError):
        while (request := _frame(requests)) is not None:
            reply = _answer(request, manners)
            wire.sendall(LENGTH.pack(len(reply)) + reply)
    shutil.rmtree(terms.home, ignore_errors=True)


def _settle_in(terms: Terms) -> None:
    """Ctrl-C and `systemctl stop` reach the whole group; the node alone decides when a slot ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(terms.environment, TMPDIR=terms.home)
    tempfile.tempdir = None
    if terms.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (terms.memory_bytes, terms.memory_bytes))


def _frame(requests: BinaryIO) -> bytes | None:
    head = requests.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = requests.read(length)
    return body if len(body) == length else None


def _answer(request: bytes, manners: "_Manners") -> bytes:
    reply = b""
    with _Caught() as caught:
        reply = pickle.dumps((True, _perform(request, manners)))
    if isinstance(caught.error, MemoryError):
        os._exit(errno.ENOMEM)  # the next call gets a process that is not full
    return reply if caught.error is None else pickle.dumps((False, _portable(caught.error)))


def _perform(request: bytes, manners: "_Manners") -> object:
    function, args, urgent, seconds = pickle.loads(request)  # noqa: S301 (our own parent wrote it)
    manners.mind(urgent=urgent)
    # The kernel's clock needs neither the node nor the GIL: a hung call of a killed node ends too.
    signal.setitimer(signal.ITIMER_REAL, seconds + _AFTER_THE_NODE)
    try:
        return function(*args)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _portable(error: BaseException) -> BaseException:
    """The error itself where it survives the way to the node and cannot end it there; else its text."""
    with _Caught():
        error.add_note("".join(traceback.format_exception(error)))
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 (made in this line)
        if isinstance(error, Exception) and type(again) is type(error) and str(again) == str(error):
            return error
    return Foreign("".join(traceback.format_exception_only(error)).strip())


class _Manners:
    """Nice for a batch, not for a person who waits; only where the way back is allowed (root, RLIMIT_NICE)."""

    def __init__(self, niceness: int) -> None:
        self._plain = os.getpriority(os.PRIO_PROCESS, 0)
        self._nice = self._plain + niceness
        self._now = self._plain
        self._able = niceness > 0 and _way_back(self._plain, self._nice)

    def mind(self, *, urgent: bool) -> None:
        wanted = self._plain if urgent else self._nice
        if self._able and wanted != self._now:
            os.setpriority(os.PRIO_PROCESS, 0, wanted)
            self._now = wanted


def _way_back(plain: int, nice: int) -> bool:
    """Try it on a thread that ends afterwards: on Linux each has its own value, and one who cannot go back stays slow."""
    able: list[bool] = []

    def attempt() -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), plain)
            able.append(True)

    trial = threading.Thread(target=attempt)
    trial.start()
    trial.join()
    return bool(able)
