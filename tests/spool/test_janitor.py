"""What nobody wants any more does not stay at the spooler, and nobody else's is touched."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg_pool import AsyncConnectionPool

from spool.cups_destination import CupsDestination
from spool.destination import Destination
from spool.folder_destination import FolderDestination
from spool.ipp import Fate, JobState
from spool.janitor import Janitor
from spool.submission import submit
from tests.spool.support import MemoryJournal, settled, ticket

LEFT = """
insert into badgeforge.sheet (event, route, design, stock, number) values ('e', 'badges', 'd', 's', 1);
insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, ended_at)
select s.id, j.attempt, j.title, 'P', 'h', j.state, j.ended_at
from badgeforge.sheet s, (values
    (1, 'b1-1-1-old', 'withdrawn', now() - interval '2 minutes'),
    (2, 'b1-1-2-just', 'withdrawn', now()),
    (4, 'b1-1-4-done', 'done', now()),
    (5, 'b1-1-5-doubt', 'uncertain', now()),
    (3, 'b1-1-3-begun', 'intent', null)) as j (attempt, title, state, ended_at);
"""
TITLES = ("b1-1-1-old", "b1-1-2-just", "b1-1-3-begun", "somebody-elses")


async def clean(pool: AsyncConnectionPool[Any], destination: Destination) -> None:
    async with pool.connection() as conn:
        await conn.execute(LEFT.encode())
    await Janitor(pool=pool, destination=lambda _: destination).tick()


async def test_an_abandoned_job_of_cups_is_canceled(pool: AsyncConnectionPool[Any], destination: CupsDestination, sheet: Path):
    for title in TITLES:
        await destination.hold(replace(ticket(), title=title), sheet)
    await clean(pool, destination)
    assert sorted(set(await destination.held()) & set(TITLES)) == sorted(set(TITLES) - {"b1-1-1-old"})


async def test_an_abandoned_file_is_removed_a_half_written_one_too(pool: AsyncConnectionPool[Any], tmp_path: Path):
    for title in TITLES:
        (tmp_path / f".{title}.pdf").touch()
    (tmp_path / ".b1-1-1-old.part").touch()
    (tmp_path / "b1-1-1-printed.pdf").touch()
    await clean(pool, FolderDestination(folder=tmp_path))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".b1-1-2-just.pdf", ".b1-1-3-begun.pdf", ".somebody-elses.pdf", "b1-1-1-printed.pdf"]


async def test_what_a_node_that_died_left_of_a_printed_sheet_is_removed(
    pool: AsyncConnectionPool[Any], destination: CupsDestination, sheet: Path
):
    """Whoever confirmed it died before it was removed. What a person has to decide about stays, and what is somebody else's."""
    titles = ("b1-1-4-done", "b1-1-5-doubt", "somebody-elses")
    journals = [MemoryJournal() for _ in titles]
    for title, journal in zip(titles, journals, strict=True):
        await submit(destination, replace(ticket(), title=title), sheet, journal)
        assert await settled(destination, journal.ref(title)) is Fate.PRINTED
    await clean(pool, destination)
    known = [(await destination.look([journal.ref(title)]))[title].state for title, journal in zip(titles, journals, strict=True)]
    assert known == [None, JobState.COMPLETED, JobState.COMPLETED]


async def test_cups_forgets_the_ended_jobs_of_a_sheet(destination: CupsDestination, sheet: Path):
    titles = ("b7-1-1-here", "b7-1-2-here", "b7-11-1-here", "b7-1-1-there")
    journals = [MemoryJournal() for _ in titles]
    for title, journal in zip(titles, journals, strict=True):
        await submit(destination, replace(ticket(), title=title), sheet, journal)
        assert await settled(destination, journal.ref(title)) is Fate.PRINTED
    assert await destination.forget("b7-1-1-") == 2
    known = [(await destination.look([journal.ref(title)]))[title].state for title, journal in zip(titles, journals, strict=True)]
    assert known == [None, JobState.COMPLETED, JobState.COMPLETED, None]


async def test_a_folder_forgets_the_files_of_a_sheet(tmp_path: Path):
    for name in ("b1-1-1-a.pdf", ".b1-1-1-b.pdf", ".b1-1-1-c.part", "b1-1-2-a.pdf", "b1-11-1-a.pdf", "notes.txt"):
        (tmp_path / name).touch()
    assert await FolderDestination(folder=tmp_path).forget("b1-1-1-") == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b1-1-2-a.pdf", "b1-11-1-a.pdf", "notes.txt"]
