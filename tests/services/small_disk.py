"""A PostgreSQL whose data has a disk of its own, which a test fills up.

The disk is a tmpfs in a mount namespace that only this process and its server see: it needs no root, and is gone with them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo

from badge_forge.postgres import PORT, EmbeddedPostgres
from badge_forge.postgres_programs import PostgresError

SIZE_MB = 160
"""programs (31, where the account cannot reach ours), a new cluster (40), its log of changes (two segments of 16) and room to work"""
SETTINGS = {"fsync": "off", "min_wal_size": "32MB", "max_wal_size": "48MB", "wal_recycle": "off"}
_ALONE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--user", "--map-current-user", "--keep-caps", "--mount")


class SmallDisk:
    """dsn: of the server on it."""

    def __init__(self, folder: Path) -> None:
        self.dsn = make_conninfo(host=str(folder), port=PORT, user="postgres", dbname="postgres")
        self._process = subprocess.Popen(
            [*_ALONE, sys.executable, "-m", "tests.services.small_disk", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hears("up")

    def fill(self) -> None:
        """Leave no byte."""
        self._told("fill")

    def free(self) -> None:
        """Make room, and start the server if it ended, as whoever looks after it does."""
        self._told("free")

    def close(self) -> None:
        """Stop the server."""
        self._process.communicate()
        assert self._process.returncode == 0

    def _told(self, verb: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{verb}\n")
        self._process.stdin.flush()
        self._hears(verb)

    def _hears(self, word: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == f"{word}\n"


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """A server below `folder` (of `service_folder`), its socket in it."""
    disk = SmallDisk(folder)
    try:
        yield disk
    finally:
        disk.close()


def _serve(folder: Path) -> None:
    """Do what the lines of the standard input say; their end is ours."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", disk], check=True)
    sockets = f"{disk / 'pg' / 'socket'},{folder}"
    folder.chmod(0o1777)  # the server's account makes its socket there
    with EmbeddedPostgres(root=disk / "pg", settings={**SETTINGS, "unix_socket_directories": sockets}) as server:
        print("up", flush=True)
        for line in sys.stdin:
            if line == "fill\n":
                _fill(disk / "filler")
            else:
                (disk / "filler").unlink()
                _start(server)
            print(line, end="", flush=True)


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def _start(server: EmbeddedPostgres) -> None:
    """One that ended a moment ago may still be going: then once more."""
    while True:
        try:
            return server.start()
        except PostgresError as error:
            print(error, file=sys.stderr, flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
