"""A sheet is printed exactly once, whoever dies between two steps of the held protocol."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from spool import cups_jobs as requests
from spool import cups_looks as looks
from spool.cups_connection import connected
from spool.cups_destination import CupsDestination
from spool.destination import Destination, HeldJob, JobRef
from spool.errors import DestinationDown, DocumentMissing, Rejected
from spool.ipp import Fate, JobReport, JobState
from spool.server import Server
from spool.submission import Submitted, submit
from tests.services.cups import DEBIAN_POLICY, PrivateCups, private_cups
from tests.spool.lossy import CREATE_JOB, LossyProxy
from tests.spool.support import FileJournal, MemoryJournal, eventually, fate_of, in_thread, settled, ticket

ROOT = Path(__file__).parents[2]


def server_of(cups: PrivateCups) -> Server:
    return Server.parse(cups.address)


def held(cups: PrivateCups, queue: str, title: str) -> int:
    """How many jobs of this title CUPS holds."""
    with_title = [job for job in _unfinished(cups, queue) if job.title == title]
    return sum(job.state is JobState.HELD for job in with_title)


def _unfinished(cups: PrivateCups, queue: str) -> list[JobReport]:
    with connected(server_of(cups), queue) as connection:
        return list(looks.unfinished(connection))


async def test_a_submitted_sheet_comes_out_once_under_its_title(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    wanted, journal = ticket(), MemoryJournal()
    assert await destination.check(wanted) is None
    assert await submit(destination, wanted, sheet, journal) is Submitted.RELEASED
    assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
    (done,) = cups.done(queue)
    assert (done.title, done.file.read_bytes()) == (wanted.title, sheet.read_bytes())
    assert journal.job is not None
    with connected(server_of(cups), queue) as connection:
        seconds = connection.getJobAttributes(journal.job.id, ["job-cancel-after"])["job-cancel-after"]
    assert seconds > 300 * 24 * 3600, "it waits for paper longer than MaxJobTime"


async def test_nothing_prints_before_the_journal_has_the_job(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    wanted = ticket()
    seen: list[int] = []
    journal = MemoryJournal(meanwhile=lambda _: seen.append(held(cups, queue, wanted.title)))
    await submit(destination, wanted, sheet, journal)
    assert seen == [1]


@pytest.mark.parametrize("point", ["intent", "created", "releasing", "unheld", "released"])
async def test_a_kill_at_each_point_prints_once_after_recovery(
    point: str, destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path, tmp_path: Path
) -> None:
    wanted, journal = ticket(), FileJournal(tmp_path / "journal")
    command = [sys.executable, "-m", "tests.spool.submitter", tmp_path / "journal", point, wanted.title, sheet, cups.address, queue]
    killed = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False)
    assert killed.returncode == -9, "it was to die there"
    assert held(cups, queue, wanted.title) == (1 if point in ("created", "releasing") else 0)

    ref = await recover(destination, journal, wanted.title, sheet)
    assert await settled(destination, ref) is Fate.PRINTED
    assert [done.title for done in cups.done(queue)] == [wanted.title]
    assert held(cups, queue, wanted.title) == 0


async def recover(destination: Destination, journal: FileJournal, title: str, sheet: Path) -> JobRef:
    """What a node does with the journal of a dead one; twice, as two nodes would."""
    for _ in range(2):
        entry = journal.read()
        if entry["state"] == "intent":
            await destination.withdraw(title)
            await submit(destination, ticket(title=title), sheet, journal)
        elif entry["state"] == "releasing":
            job = HeldJob(id=entry["id"], uuid=entry["uuid"])
            assert await destination.release(job, title) in (Fate.WAITING, Fate.PRINTED)
            assert await destination.release(job, title) in (Fate.WAITING, Fate.PRINTED)
            await journal.released()
    entry = journal.read()
    return JobRef(id=entry["id"], uuid=entry["uuid"], title=title, released=True)


async def test_an_answer_to_create_job_that_is_lost_makes_no_second_job(cups: PrivateCups, queue: str, sheet: Path) -> None:
    with LossyProxy(cups.port, operation=CREATE_JOB) as proxy:
        lossy = CupsDestination(queue=queue, server=Server.parse(proxy.address), run=in_thread)
        wanted, journal = ticket(), MemoryJournal()
        assert await submit(lossy, wanted, sheet, journal) is Submitted.RELEASED
        assert proxy.lost == 1
    assert await settled(CupsDestination(queue=queue, server=server_of(cups), run=in_thread), journal.ref(wanted.title)) is Fate.PRINTED
    assert [done.title for done in cups.done(queue)] == [wanted.title]
    assert held(cups, queue, wanted.title) == 0


async def test_a_sheet_canceled_meanwhile_is_taken_back_and_no_other(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    wanted, other = ticket(), ticket()
    requests.create_held(server_of(cups), queue, other, sheet)
    journal = MemoryJournal(refuse=True)
    assert await submit(destination, wanted, sheet, journal) is Submitted.WITHDRAWN
    assert await fate_of(destination, journal.ref(wanted.title)) is Fate.CANCELED_HELD
    assert held(cups, queue, other.title) == 1
    assert cups.done(queue) == []


async def test_a_job_that_an_operator_cancels_while_it_is_held_is_not_taken_for_released(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    wanted = ticket()
    journal = MemoryJournal(meanwhile=lambda job: cups.cancel(job.id))
    assert await submit(destination, wanted, sheet, journal) is Submitted.WITHDRAWN
    assert journal.state == "releasing"
    assert journal.job
    assert await destination.release(journal.job, wanted.title) is Fate.CANCELED_HELD, "recovery hears the same"
    assert cups.started(queue) == []


async def test_a_sheet_gets_no_id_that_a_backend_of_a_crashed_cupsd_may_still_read(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    """It would print the new sheet's document under the lost one's name."""
    last = requests.create_held(server_of(cups), queue, ticket(), sheet).id
    wanted, journal = ticket(avoid=frozenset({last + 1, last + 2})), MemoryJournal()
    assert await submit(destination, wanted, sheet, journal) is Submitted.RELEASED
    assert journal.job
    assert journal.job.id > last + 2
    assert list((cups.folder / "spool").glob(f"?*{last + 1}*")) == [], "there is nothing to read"
    assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
    assert [done.title for done in cups.done(queue)] == [wanted.title]


async def test_an_id_that_cups_gave_to_another_job_releases_and_cancels_nothing(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    stranger = ticket()
    theirs = requests.create_held(server_of(cups), queue, stranger, sheet)
    ours = HeldJob(id=theirs.id, uuid="urn:uuid:00000000-0000-0000-0000-000000000000")
    assert await destination.release(ours, "b1-1-1-lost") is Fate.GONE
    assert await destination.release(ours, stranger.title) is Fate.GONE, "the uuid counts too"
    assert await destination.cancel(JobRef(id=ours.id, uuid=ours.uuid, title=stranger.title, released=False)) is False
    assert await fate_of(destination, JobRef(id=ours.id, uuid=ours.uuid, title=stranger.title, released=True)) is Fate.GONE
    assert held(cups, queue, stranger.title) == 1


async def test_a_held_job_is_canceled_with_proof_and_a_running_one_without(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, "slow:30")
    running, waiting, kept = MemoryJournal(), MemoryJournal(), ticket()
    first, second = ticket(), ticket()
    await submit(destination, first, sheet, running)
    await submit(destination, second, sheet, waiting)
    job = requests.create_held(server_of(cups), queue, kept, sheet)
    await eventually(lambda: _async(cups.started(queue)))

    assert await destination.cancel(JobRef(id=job.id, uuid=job.uuid, title=kept.title, released=False)) is True
    assert await destination.cancel(running.ref(first.title)) is False
    assert await destination.cancel(waiting.ref(second.title)) is False, "it was released: paper could have moved"
    assert await settled(destination, running.ref(first.title)) is Fate.UNCERTAIN
    assert await settled(destination, waiting.ref(second.title)) is Fate.UNCERTAIN
    assert cups.done(queue) == []


async def _async[T](value: T) -> T:
    return value


async def test_withdraw_finds_each_job_of_the_title_behind_five_hundred_others(sheet: Path) -> None:
    with private_cups() as cups:
        queue, server = cups.add_queue("busy"), server_of(cups)
        destination = CupsDestination(queue=queue, server=server, run=in_thread)
        wanted, other = ticket(), ticket()
        first = requests.create_held(server, queue, wanted, sheet)
        for _ in range(505):
            requests.create_held(server, queue, other, sheet)
        last = requests.create_held(server, queue, wanted, sheet)
        refs = [JobRef(id=job.id, uuid=job.uuid, title=wanted.title, released=False) for job in (first, last)]
        assert [report.state for report in looks.look(server, queue, refs)] == [JobState.HELD, JobState.HELD]
        assert await destination.withdraw(wanted.title) == 2
        assert [report.state for report in looks.look(server, queue, refs)] == [JobState.CANCELED, JobState.CANCELED]
        assert held(cups, queue, other.title) == 505
        assert await destination.withdraw(wanted.title) == 0


async def test_a_document_that_is_missing_leaves_no_job(
    destination: CupsDestination, cups: PrivateCups, queue: str, tmp_path: Path
) -> None:
    wanted = ticket()
    with pytest.raises(DocumentMissing, match=r"none\.pdf: No such file or directory"):
        await submit(destination, wanted, tmp_path / "none.pdf", MemoryJournal())
    assert [job.title for job in _unfinished(cups, queue) if job.title == wanted.title] == []


async def test_as_debian_configures_cups_a_user_prints_and_is_told_what_he_may_not(sheet: Path) -> None:
    with private_cups() as cups:
        queue = cups.add_queue("office")
        cups.restart_with(DEBIAN_POLICY)
        destination = CupsDestination(queue=queue, server=server_of(cups), run=in_thread)
        wanted, journal = ticket(), MemoryJournal()
        assert await submit(destination, wanted, sheet, journal) is Submitted.RELEASED
        assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
        assert await submit(destination, ticket(), sheet, MemoryJournal(refuse=True)) is Submitted.WITHDRAWN
        lost = ticket()
        requests.create_held(server_of(cups), queue, lost, sheet)
        assert await destination.withdraw(lost.title) == 1, "this CUPS hides titles from who does not say his name"
        with pytest.raises(Rejected, match="group lpadmin"):
            await destination.resume()


async def test_the_process_that_asks_dies_and_nothing_is_lost(cups: PrivateCups, queue: str, sheet: Path) -> None:
    async def dies(*_: object, **__: object) -> None:
        raise ConnectionResetError("killed")

    wanted = ticket()
    broken = CupsDestination(queue=queue, server=server_of(cups), run=dies)  # type: ignore[arg-type]
    with pytest.raises(DestinationDown, match="the process that asked it died"):
        await submit(broken, wanted, sheet, MemoryJournal())
