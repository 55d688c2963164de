"""A line to PostgreSQL that is cut at a chosen byte of what commits: on its way there, or of the answer, when everything is done and nobody
hears it. What a node does is watched for, not timed."""

import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
SYNC = b"S\x00\x00\x00\x04"
"""ends a statement, and commits one that stands alone"""
ACKNOWLEDGED, RELEASING = b"completed", b"spooled"
"""stand in what is said of jobs that have ended, and of a sheet that goes to its printer: statements that stand alone"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """ack: of jobs that have ended, else of something else; request or answer: after so many bytes of it, fewer than SYNC has."""

    ack: bool
    request: int | None = None
    answer: int | None = None


class CutLines:
    """A socket that leads to the server's, and `arm`ed cuts the lines as it is told, each kind in the order given."""

    def __init__(self, dsn: str, folder: Path) -> None:
        known = conninfo_to_dict(dsn)
        name = f".s.PGSQL.{known.get('port', 5432)}"
        self.dsn = make_conninfo(dsn, host=str(folder))
        self._server = str(Path(str(known["host"]), name))
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / name))
        self._listener.listen(64)
        self._plan: dict[bool, deque[Cut]] = {True: deque(), False: deque()}

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # the lines end with those who use them
        self._listener.close()

    def arm(self, plan: Sequence[Cut]) -> None:
        for cut in plan:
            self._plan[cut.ack].append(cut)

    @property
    def left(self) -> int:
        """How many cuts are still to come."""
        return sum(map(len, self._plan.values()))

    def next_of(self, *, ack: bool) -> Cut | None:
        with suppress(IndexError):
            return self._plan[ack].popleft()
        return None

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                _Line(self, client, self._server)


class _Line:
    """One connection: a thread for each direction."""

    def __init__(self, lines: CutLines, client: socket.socket, server: str) -> None:
        self._lines = lines
        self._client = client
        self._server = socket.socket(socket.AF_UNIX)
        self._cut_answer: int | None = None
        try:
            self._server.connect(server)
        except OSError:
            self._end()
            return
        for pump in (self._requests, self._answers):
            threading.Thread(target=self._until_an_end, args=(pump,), daemon=True).start()

    def _until_an_end(self, pump: Callable[[], None]) -> None:
        with suppress(OSError):
            pump()
        self._end()

    def _requests(self) -> None:
        while data := self._client.recv(1 << 16):
            if end := _end_of(data):
                cut = self._lines.next_of(ack=ACKNOWLEDGED in data)
                if cut is not None and cut.request is not None:
                    self._server.sendall(data[: len(data) - len(end) + cut.request])
                    return
                self._cut_answer = cut.answer if cut else None
            self._server.sendall(data)

    def _answers(self) -> None:
        while data := self._server.recv(1 << 16):
            if self._cut_answer is not None:
                self._client.sendall(data[: self._cut_answer])
                return
            self._client.sendall(data)

    def _end(self) -> None:
        for side in (self._client, self._server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()


def _end_of(data: bytes) -> bytes:
    """What commits at the end of a request, if anything does."""
    if data.endswith(COMMIT):
        return COMMIT
    return SYNC if data.endswith(SYNC) and (ACKNOWLEDGED in data or RELEASING in data) else b""
