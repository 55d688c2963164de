"""Old files go, but none that something under way needs, and none that somebody takes up meanwhile."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from ledger.retention import DRAFT_S, IN_HAND_S, MARK, Purged, Retention, clear_unknown, known_before, purge
from ledger.store import Store
from tests.ledger.conftest import IMPOSED, Ledger, arrival

HOUR = 3600.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(root=tmp_path)


def put(store: Store, *keys: str, age_s: float = HOUR) -> None:
    for key in keys:
        store.write(key, b"%PDF")
        os.utime(store.path(key), times=(time.time() - age_s,) * 2)


def left(store: Store) -> set[str]:
    return {path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file() and path.name != MARK}


async def printed(ledger: Ledger, badge: str, job: int) -> int:
    """A badge whose PDF bears its name, as far as its printer."""
    await ledger.arrive(arrival(job=job, badge_id=badge, name=badge))
    await ledger.generate(job)
    for sheet in await ledger.cut():
        await ledger.impose(sheet)
    return await ledger.spool()


async def test_what_is_under_way_keeps_its_files_and_what_is_settled_does_not(ledger: Ledger, store: Store):
    from ledger import print_jobs

    job = await printed(ledger, "settled", 1)
    await print_jobs.printed(ledger.conn, job, root="/x", evidence="")
    await ledger.conn.execute("update badgeforge.sheet set pdf = 'sheet/settled.pdf'")
    job = await printed(ledger, "unsure", 2)
    await print_jobs.uncertain(ledger.conn, job, "")
    await ledger.conn.execute("update oban_jobs set state = 'completed'")
    await ledger.arrive(arrival(job=3, badge_id="waits", name="waits"))
    await ledger.generate(3)
    put(store, "badge/settled.pdf", "badge/unsure.pdf", "badge/waits.pdf", "sheet/settled.pdf", IMPOSED.pdf)
    put(store, "badge/nobodys.pdf", "sheet/nobodys.pdf", "design/d1.zip")

    told = await purge(ledger.conn, store, before=time.time(), dry_run=True)
    assert told == Purged(files=4, size=16, kept=3)
    assert len(left(store)) == 8
    assert await purge(ledger.conn, store, before=time.time()) == told
    assert left(store) == {"badge/unsure.pdf", "badge/waits.pdf", IMPOSED.pdf, "design/d1.zip"}


async def test_a_confirmation_that_nobody_performed_keeps_the_badge_that_it_names(ledger: Ledger, store: Store):
    from ledger import print_jobs

    await print_jobs.printed(ledger.conn, await printed(ledger, "A1", 1), root="/x", evidence="")
    put(store, "badge/A1.pdf")
    assert (await purge(ledger.conn, store, before=time.time())).kept == 1
    await ledger.conn.execute("update oban_jobs set state = 'completed'")
    assert (await purge(ledger.conn, store, before=time.time())).files == 1


async def test_the_duty_keeps_a_settled_file_for_a_span_and_an_unknown_one_for_minutes(ledger: Ledger, store: Store, database: str):
    await printed(ledger, "new", 1)
    await printed(ledger, "old", 2)
    await ledger.conn.execute("update badgeforge.print set state = 'printed'")
    await ledger.conn.execute("update badgeforge.sheet set state = 'printed'")
    put(store, "badge/new.pdf", "badge/nobodys.pdf", age_s=20 * HOUR)
    put(store, "badge/old.pdf", age_s=30 * HOUR)
    async with AsyncConnectionPool[Any](database, min_size=1, open=False) as pool:
        await Retention(pool=pool, store=store, keep=None).tick()
        assert left(store) == {"badge/new.pdf", "badge/old.pdf"}
        await Retention(pool=pool, store=store, keep=timedelta(days=1)).tick()
    assert left(store) == {"badge/new.pdf"}


async def test_only_what_was_not_used_since_is_removed(ledger: Ledger, store: Store):
    put(store, "badge/old.pdf", "badge/again.pdf", age_s=3 * HOUR)
    put(store, "badge/new.pdf", age_s=HOUR)
    put(store, "badge/.draft.pdf.7", age_s=DRAFT_S - 60)
    put(store, "badge/.dead.pdf.7", age_s=3 * HOUR)
    assert store.has("badge/again.pdf")
    await purge(ledger.conn, store, before=time.time() - 2 * HOUR)
    assert left(store) == {"badge/again.pdf", "badge/new.pdf", "badge/.draft.pdf.7"}


async def test_a_store_of_another_database_is_left_alone(ledger: Ledger, store: Store, caplog: pytest.LogCaptureFixture):
    """A trial with a database of its own and the var of the real one."""
    store.write(MARK, b"the real one")
    put(store, "badge/theirs.pdf")
    assert await purge(ledger.conn, store, before=time.time()) == await clear_unknown(ledger.conn, store) == Purged()
    assert left(store) == {"badge/theirs.pdf"}
    assert "belongs to another database: nothing is removed" in caplog.text


async def test_while_badges_are_made_what_somebody_may_have_in_hand_stays(ledger: Ledger, store: Store):
    """A slot found a file and the ledger does not know of it yet."""
    await ledger.arrive(arrival(job=1))
    assert await known_before(ledger.conn) < time.time() - IN_HAND_S + 1
    put(store, "badge/in-hand.pdf", age_s=IN_HAND_S - 60)
    put(store, "badge/old.pdf", age_s=IN_HAND_S + 60)
    await purge(ledger.conn, store, before=time.time())
    assert left(store) == {"badge/in-hand.pdf"}


def test_a_file_that_is_taken_up_while_it_is_removed_stays(store: Store):
    put(store, "badge/a.pdf")
    assert store.has("badge/a.pdf")
    assert not store.remove("badge/a.pdf", unused_since=time.time() - HOUR / 2)
    assert left(store) == {"badge/a.pdf"}
    assert not store.has("badge/none.pdf")
    assert not store.remove("badge/none.pdf", unused_since=time.time())
