"""A backup: the database and the files, in one archive that a second machine goes on with."""

import asyncio
import os
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.postgres_programs import wheels_program
from badge_forge.seeding import folders_here

DUMP = "database.dump"
FILES = "files"
SAID = 300
"""characters of what PostgreSQL's programs say"""


class BackupError(Exception):
    """A backup cannot be made, or not be brought back: rule, value, remedy."""


async def back_up(config: Config, archive: Path) -> int:
    """Write the archive, which only its owner may read; returns its bytes. Nodes may go on: what happens meanwhile is not in it.

    The database comes first: each file that it knows is older, so that it is in the archive too."""
    part = archive.with_name(f".{archive.name}.part")
    with TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        async with connected(config, size=1) as pool:
            await _run("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={pool.conninfo}")
        try:
            await asyncio.to_thread(_pack, part, dump, config.files)
            part.replace(archive)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise BackupError(f"a backup needs a folder with room: {archive}: {error.strerror}; name another file") from error
    return archive.stat().st_size


def _pack(part: Path, dump: Path, files: Path) -> None:
    part.touch(mode=0o600)
    with part.open("wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
        tar.add(dump, DUMP)
        if files.is_dir():
            tar.add(files, FILES)
        out.flush()
        os.fsync(out.fileno())


async def bring_back(config: Config, archive: Path) -> None:
    """Fill the empty embedded database, and the store, from an archive."""
    if config.database_url:
        remedy = f"unpack the backup (`tar -xf {archive}`), give {DUMP} to pg_restore, and put {FILES} where var is"
        raise BackupError(f"only the embedded database is restored by us: this configuration names a server; {remedy}")
    with TemporaryDirectory() as folder:
        _unpack(archive, Path(folder))
        async with connected(config, size=1) as pool:
            async with pool.connection() as conn:
                cursor = await conn.execute("select exists (select from badgeforge.badge)")
                if (await cursor.fetchone() or [True])[0]:
                    remedy = "name another folder with var in [node], or BADGEFORGE_VAR"
                    raise BackupError(f"a backup is restored where nothing was printed yet: {config.var} has badges; {remedy}")
                await conn.execute("drop schema badgeforge cascade")
            options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
            await _run("pg_restore", *options, f"--dbname={pool.conninfo}", str(Path(folder) / DUMP))
        _put_files(Path(folder) / FILES, config.files)
    async with connected(config, size=1) as pool, pool.connection() as conn:  # which brings an older backup up to date
        await folders_here(conn, config)


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"a backup is an archive that `badgeforge backup` wrote: {archive}: {error}; name that file") from error
    if not (folder / DUMP).is_file():
        raise BackupError(f"a backup holds {DUMP}: {archive} does not; name a file that `badgeforge backup` wrote")


def _put_files(source: Path, target: Path) -> None:
    for path in source.rglob("*") if source.is_dir() else ():
        if path.is_file():
            there = target / path.relative_to(source)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())


async def _run(program: str, *options: str) -> None:
    command: Sequence[str] = [str(wheels_program(program)), *options]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[:SAID]
        raise BackupError(f"{program} must succeed: {said}; mend that, and try again")
