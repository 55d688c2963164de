"""The embedded PostgreSQL: started by its first user, stopped by its last, found again after a kill.

Each user of a server holds a shared lock on `users.lock`. The kernel frees it however the user ends, so the count is always
right. Start and stop take turns under `start.lock`. Whether the server runs, it says itself (`pg_isready`): a pid on disk may
be a zombie's by now, or another program's.
"""

import fcntl
import os
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import Self

from psycopg.conninfo import make_conninfo

from badge_forge.postgres_programs import Account, PostgresError, find_programs

START_SECONDS = 60
LONGEST_SOCKET = 107
"""bytes of a socket's path: sockaddr_un has 108, the last is NUL"""
PORT = "5432"
"""no port of the machine's: it names the socket's file"""
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
"""builtin C.UTF-8, fixed for the life of the data: with plain C, lower('Ö') stays 'Ö' and ILIKE misses it"""


def default_root(var: Path) -> Path:
    """The server's folder for a project with its data in `var`: inside, but as root where the lent account can go."""
    if os.geteuid() != 0:
        return var.resolve() / "postgres"
    return Path("/var/lib/badgeforge", sha256(os.fsencode(var.resolve())).hexdigest()[:12])


class EmbeddedPostgres:
    """A PostgreSQL without network, shared by all processes that name the same `root`.

    `root`: the server's folder (data, socket, locks), made when missing. As root, one that the account `postgres` or
    `nobody` can enter: `default_root` gives such a one.
    `settings`: name and value as in postgresql.conf; they hold when this user is the one who starts the server.

    Who can enter the 0700 socket folder (the account, and root) is the superuser `postgres`. Letter case and sorting follow
    C.UTF-8, times are UTC. PostgresError, with the end of the server's log, when it cannot be started or stopped.
    """

    def __init__(self, *, root: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._root = root.resolve()
        self._data = self._root / "data"
        self._settings = settings
        self._sockets = _socket_folder(self._root)
        self._seat: FileIO | None = None

    @property
    def dsn(self) -> str:
        """psycopg's conninfo of the database `postgres`."""
        return make_conninfo(host=str(self._sockets), port=PORT, user="postgres", dbname="postgres")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Return when the server answers. It may run already; called again after a crash of the server, it starts anew."""
        try:
            self._take_seat()
            with self._turn():
                self._bring_up()
        except BaseException as error:
            self.stop()  # after a Ctrl-C too: a server that has no user must not stay
            if not isinstance(error, OSError):
                raise
            remedy = "Choose a folder that you may write and that has room, or run as the one who owns it"
            raise PostgresError("The embedded PostgreSQL needs its folder", str(error), remedy) from error

    def stop(self) -> None:
        """Leave the server; the last user stops it, and cuts the connections that are left."""
        if self._seat is None:
            return
        with self._turn(), self._seat as seat:
            self._seat = None
            if _is_last(seat) and self.lives():
                self._control("stop", "-m", "fast")

    @cached_property
    def _account(self) -> Account:
        return Account.of(self._data)

    @cached_property
    def _programs(self) -> Path:
        return find_programs(self._account, self._root)

    def _take_seat(self) -> None:
        self._account.make_reachable(self._root)
        if self._seat is None:
            self._seat = (self._root / "users.lock").open("ab", buffering=0)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One at a time starts or stops. The seat is taken in a turn, so that no last user leaves meanwhile."""
        with (self._root / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._seat is not None:
                fcntl.flock(self._seat, fcntl.LOCK_SH)
            yield

    def _bring_up(self) -> None:
        """Start it, unless it answers or is about to (its starter was killed while it recovered)."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self.lives():
                return self._launch()
            if time.monotonic() > deadline:
                raise self._error("PostgreSQL answers within a minute", str(self._root))
            time.sleep(0.05)
        return None

    def _answers(self) -> bool:
        return self._account.run(self._programs / "pg_isready", "-h", self._sockets, "-p", PORT)[0] == 0

    def lives(self) -> bool:
        """Whether postmaster.pid names a live server of this data, not a zombie or a pid that another program has now."""
        try:
            pid = int((self._data / "postmaster.pid").read_text().partition("\n")[0])
            return os.fsencode(self._data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return False

    def _launch(self) -> None:
        if not self._data.exists():
            self._create()
        self._account.make_private(self._sockets)
        for stale in (self._data / "postmaster.pid", self._sockets / f".s.PGSQL.{PORT}.lock"):
            stale.unlink(missing_ok=True)  # PostgreSQL believes a pid, whoever has it now
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), "port": PORT, **self._settings}
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        self._control("start", "-l", str(self._data / "server.log"), "-o", options)

    def _create(self) -> None:
        """A new cluster, under its name only when it is complete."""
        work = self._root / "data.new"
        shutil.rmtree(work, ignore_errors=True)
        self._account.make_private(work)
        code, output = self._account.run(self._programs / "initdb", "-D", work, *INITDB)
        if code != 0:
            raise PostgresError("A new database could not be made", output, f"Look at {self._root}: is the disk full")
        work.rename(self._data)

    def _control(self, verb: str, *options: str) -> None:
        wait = ("-w", "-t", str(START_SECONDS))
        code, output = self._account.run(self._programs / "pg_ctl", verb, "-D", self._data, *wait, *options)
        if code != 0:
            raise self._error(f"pg_ctl could not {verb} PostgreSQL", output)

    def _error(self, rule: str, value: str) -> PostgresError:
        log = self._data / "server.log"
        tail = log.read_text(errors="replace").splitlines()[-10:] if log.exists() else []
        return PostgresError(rule, "\n".join([value, *tail]), f"The whole log: {log}")


def _is_last(seat: FileIO) -> bool:
    try:
        fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _socket_folder(root: Path) -> Path:
    """In `root`, or where that is too long for a socket or bad in a list of folders, a private one in /tmp."""
    inside = root / "socket"
    path = os.fsencode(inside / f".s.PGSQL.{PORT}")
    if len(path) <= LONGEST_SOCKET and not set(path) & set(b',"'):
        return inside
    return Path("/tmp", f"badgeforge-{os.geteuid()}-{sha256(path).hexdigest()[:12]}")  # noqa: S108 - private, see make_private
