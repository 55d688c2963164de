"""Services of the tests as processes: started on a free port, known by their own handle, ended by it and never by name."""

import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.services.node import wait_for


def free_port() -> int:
    """A TCP port that nobody has at the moment. Somebody may take it before its user does: then choose another."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Service:
    """A process with a session of its own, so that what it starts can be ended with it.

    When the tests are killed it ends as well: start it in a thread that lives as long as it is needed, best the main one.
    """

    def __init__(self, command: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None) -> None:
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def stop(self) -> None:
        """TERM, and wait; a process that was stopped goes on first."""
        if self.alive:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            self._process.wait(60)

    def kill(self) -> None:
        """kill -9 of this process alone."""
        self._process.kill()
        self._process.wait()

    def kill_all(self) -> None:
        """kill -9 of this process and of everything it started that stayed in its session, as a power failure would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def start_listening(command: Sequence[str | Path], port: int, *, log: Path, env: Mapping[str, str] | None = None) -> Service | None:
    """The service when it listens on its port; None when it ended instead, as it does when somebody else has the port."""
    service = Service(command, log=log, env=env)
    wait_for(lambda: not service.alive or listens(port), seconds=60, what=f"{command[0]} listens on {port}")
    return service if service.alive else None


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and theirs, oldest first."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            parents[int(stat.parent.name)] = int(parent) if state != "Z" else 0
    found = [pid]
    for known in found:
        found += sorted(child for child, parent in parents.items() if parent == known)
    return found[1:]
