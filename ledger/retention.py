"""Retention: badges' and sheets' files that nothing needs and nobody used for a while are removed.

The history stays, and a badge that is wanted again is rendered again."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import Any, Final

from psycopg_pool import AsyncConnectionPool

from ledger.statements import Connection, row, rows
from ledger.store import Store
from ledger.wire import PRINTING_QUEUE

log = logging.getLogger("badgeforge")

KINDS: Final = ("badge", "sheet")
"""what is removed; designs stay: they are few, small and nobody's personal data"""
MARK: Final = ".ledger"
CHUNK = 1000
"""files that the database is asked about at a time"""
IN_HAND_S = 300.0
"""a worker may have written or found a file and not told the ledger yet; it never takes so long"""
TICK_S = 1.0
"""more than a file system's clock lags behind ours"""
DRAFT_S = 3600.0
"""a half-written file this old belongs to nobody"""

type Stays = Callable[[Connection, Sequence[str]], Awaitable[set[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A file that was not used since a time. key: in the store; size: bytes."""

    key: str
    size: int


@dataclass(slots=True, kw_only=True)
class Purged:
    """What became of old files. size: bytes; kept: those that something under way needs."""

    files: int = 0
    size: int = 0
    kept: int = 0


class Retention:
    """The duty. keep: how long files stay after they were last used; None for ever."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], store: Store, keep: timedelta | None) -> None:
        self._pool = pool
        self._store = store
        self._keep = keep

    async def tick(self) -> None:
        """Remove once what is old."""
        async with self._pool.connection() as conn:
            purged = [await clear_unknown(conn, self._store)]
            if self._keep is not None:
                purged.append(await purge(conn, self._store, before=time.time() - self._keep.total_seconds()))
        if files := sum(each.files for each in purged):
            log.info("retention: files that nothing needs are removed: %d, %d MB", files, sum(each.size for each in purged) >> 20)


async def purge(conn: Connection, store: Store, *, before: float, dry_run: bool = False) -> Purged:
    """Remove the files that were last used before this time (seconds of the epoch) and that nothing under way needs."""
    return await _clear(conn, store, min(before, await known_before(conn)), needed_of, dry_run=dry_run)


async def clear_unknown(conn: Connection, store: Store) -> Purged:
    """Remove the files that the ledger does not know: a worker that died, or came too late, or a person who was erased, left them."""
    return await _clear(conn, store, await known_before(conn), known_of)


async def _clear(conn: Connection, store: Store, limit: float, stays: Stays, *, dry_run: bool = False) -> Purged:
    purged = Purged()
    if not await _is_ours(conn, store):
        log.warning("retention: %s belongs to another database: nothing is removed; give each its own var", store.root)
        return purged
    chunks = batched(old_files(store, before=limit), CHUNK)
    while chunk := await asyncio.to_thread(next, chunks, ()):
        kept = await stays(conn, [old.key for old in chunk])
        others = [old for old in chunk if old.key not in kept]
        gone = others if dry_run else await asyncio.to_thread(remove, store, others, limit)
        purged.kept += len(kept)
        purged.files += len(gone)
        purged.size += sum(old.size for old in gone)
    return purged


async def _is_ours(conn: Connection, store: Store) -> bool:
    """A store bears the mark of the database that used it first. Where two share one, each would take the other's files for nobody's."""
    found = await row(conn, "setting/ledger", value=secrets.token_hex(16))
    ledger = str(found["value"]).encode() if found else b""
    store.write(MARK, ledger)
    return store.path(MARK).read_bytes() == ledger


async def known_before(conn: Connection) -> float:
    """Of files that were last used before this time the ledger knows who needs them."""
    found = await row(conn, "file/busy")
    return time.time() - (IN_HAND_S if found and found["busy"] else TICK_S)


async def needed_of(conn: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the keys that something under way needs."""
    return {found["key"] for found in await rows(conn, "file/needed", keys=list(keys), printing=PRINTING_QUEUE)}


async def known_of(conn: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the keys that the ledger knows, needed or not."""
    return set(keys) - {found["key"] for found in await rows(conn, "file/unknown", keys=list(keys))}


def old_files(store: Store, *, before: float) -> Iterator[Old]:
    """The files that were last used before this time, and drafts that nobody finishes."""
    for kind in KINDS:
        folder = store.path(kind)
        for path in folder.iterdir() if folder.is_dir() else ():
            limit = min(before, time.time() - DRAFT_S) if path.name.startswith(".") else before
            with suppress(FileNotFoundError):  # somebody else was quicker
                status = path.stat()
                if status.st_mtime < limit:
                    yield Old(key=f"{kind}/{path.name}", size=status.st_size)


def remove(store: Store, files: Iterable[Old], before: float) -> list[Old]:
    """Remove those of the files that were still not used; returns which they were."""
    return [old for old in files if store.remove(old.key, unused_since=before)]
