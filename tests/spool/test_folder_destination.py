import asyncio
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spool.destination import HeldJob, JobRef
from spool.errors import DocumentMissing, FolderTrouble, Rejected
from spool.folder_destination import FolderDestination
from spool.ipp import Fate
from spool.submission import Submitted, submit
from tests.spool.support import FileJournal, MemoryJournal, fate_of, ticket


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "sheets"
    path.mkdir()
    return path


@pytest.fixture
def to_folder(folder: Path) -> FolderDestination:
    return FolderDestination(folder=folder)


async def test_a_released_sheet_is_in_the_folder_and_printed(to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    wanted, journal = ticket(), MemoryJournal()
    assert await to_folder.check(wanted) is None
    assert await submit(to_folder, wanted, sheet, journal) is Submitted.RELEASED
    assert journal.state == "released"
    assert [path.name for path in folder.iterdir()] == [f"{wanted.title}.pdf"]
    assert (folder / f"{wanted.title}.pdf").read_bytes() == sheet.read_bytes()
    report = (await to_folder.look([journal.ref(wanted.title)]))[wanted.title]
    assert await fate_of(to_folder, journal.ref(wanted.title)) is Fate.PRINTED
    assert report.processing_at == int((folder / f"{wanted.title}.pdf").stat().st_mtime)


async def test_nobody_sees_a_sheet_before_the_journal_has_it(to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    seen: list[list[str]] = []
    journal = MemoryJournal(meanwhile=lambda _: seen.append([path.name for path in folder.glob("[!.]*")]))
    await submit(to_folder, ticket(), sheet, journal)
    assert seen == [[]]


async def test_a_sheet_that_the_journal_refuses_leaves_nothing(to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    assert await submit(to_folder, ticket(), sheet, MemoryJournal(refuse=True)) is Submitted.WITHDRAWN
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("point", ["intent", "created", "releasing", "unheld", "released"])
async def test_a_kill_at_each_point_leaves_one_sheet_after_recovery(point: str, folder: Path, sheet: Path, tmp_path: Path) -> None:
    wanted, journal, to_folder = ticket(), FileJournal(tmp_path / "journal"), FolderDestination(folder=folder)
    command = [sys.executable, "-m", "tests.spool.submitter", tmp_path / "journal", point, wanted.title, sheet, "", folder]
    killed = await asyncio.to_thread(subprocess.run, command, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9, "it was to die there"
    entry = journal.read()
    if entry["state"] == "intent":
        assert await to_folder.withdraw(wanted.title) == (1 if point == "created" else 0)
        assert list(folder.iterdir()) == []
        await submit(to_folder, wanted, sheet, journal)
    elif entry["state"] == "releasing":
        assert await to_folder.release(HeldJob(id=entry["id"], uuid=entry["uuid"]), wanted.title) is Fate.PRINTED
    assert [path.name for path in folder.iterdir()] == [f"{wanted.title}.pdf"]


async def test_a_title_that_is_there_is_not_written_again(to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    wanted = ticket()
    await submit(to_folder, wanted, sheet, MemoryJournal())
    (folder / f"{wanted.title}.pdf").write_bytes(b"somebody printed this")
    assert await submit(to_folder, wanted, sheet, MemoryJournal()) is Submitted.RELEASED
    assert (folder / f"{wanted.title}.pdf").read_bytes() == b"somebody printed this"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("title", ["../escaped", "/etc/escaped", "a/b", ".hidden", "", "x" * 201, "a\nb", "a\0b"])
async def test_no_title_leads_out_of_the_folder(title: str, to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    with pytest.raises(Rejected, match="a title is a slug"):
        await submit(to_folder, ticket(title=title), sheet, MemoryJournal())
    with pytest.raises(Rejected, match="a title is a slug"):
        await to_folder.withdraw(title)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["sheet.pdf", "sheets"]
    assert list(folder.iterdir()) == []


async def test_a_canceled_sheet_leaves_while_it_is_held_and_stays_when_it_is_there(
    to_folder: FolderDestination, folder: Path, sheet: Path
) -> None:
    held, there = ticket(), ticket()
    canceled: list[bool] = []

    def cancel(job: HeldJob) -> None:
        ref = JobRef(id=job.id, uuid=job.uuid, title=held.title, released=False)
        canceled.append(asyncio.run(to_folder.cancel(ref)))

    assert await submit(to_folder, held, sheet, MemoryJournal(meanwhile=cancel)) is Submitted.WITHDRAWN
    assert canceled == [True]
    journal = MemoryJournal()
    await submit(to_folder, there, sheet, journal)
    assert await to_folder.cancel(journal.ref(there.title)) is False
    assert [path.name for path in folder.iterdir()] == [f"{there.title}.pdf"]


async def test_a_sheet_that_was_taken_away_is_gone_not_printed(to_folder: FolderDestination, folder: Path, sheet: Path) -> None:
    wanted, journal = ticket(), MemoryJournal()
    await submit(to_folder, wanted, sheet, journal)
    (folder / f"{wanted.title}.pdf").unlink()
    assert await fate_of(to_folder, journal.ref(wanted.title)) is Fate.GONE


async def test_a_missing_folder_says_what_to_do(tmp_path: Path, sheet: Path) -> None:
    to_folder = FolderDestination(folder=tmp_path / "nowhere")
    assert str(await to_folder.check(ticket())).endswith("nowhere is missing; make it")
    assert (await to_folder.state()).words == "stopped: the folder is missing"
    with pytest.raises(FolderTrouble, match="nowhere: No such file or directory; make the folder"):
        await submit(to_folder, ticket(), sheet, MemoryJournal())


async def test_a_missing_document_is_not_taken_for_a_missing_folder(to_folder: FolderDestination, folder: Path) -> None:
    with pytest.raises(DocumentMissing, match="have the sheet made anew"):
        await submit(to_folder, ticket(), folder.parent / "none.pdf", MemoryJournal())


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """No file can grow beyond so many bytes, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_no_half_sheet(to_folder: FolderDestination, folder: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(bytes(1 << 20))
    wanted, journal = ticket(), MemoryJournal()
    with no_room(1 << 16), pytest.raises(FolderTrouble, match="make room on its disk"):
        await submit(to_folder, wanted, large, journal)
    assert (journal.state, list(folder.iterdir())) == ("intent", [])
    assert await submit(to_folder, wanted, large, journal) is Submitted.RELEASED, "once there is room again"


async def test_a_paused_folder_takes_no_sheet_until_it_is_resumed(to_folder: FolderDestination, folder: Path) -> None:
    await to_folder.pause()
    assert "is paused" in str(await FolderDestination(folder=folder).check(ticket()))
    assert (await to_folder.state()).words == "paused"
    await to_folder.resume()
    await to_folder.resume()
    assert await to_folder.check(ticket()) is None
