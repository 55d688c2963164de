"""A sheet that lies at CUPS comes back only if CUPS never began with it; and who dies over it leaves the mark that tells whose it is."""

from pathlib import Path

import pytest

from spool.cups_destination import CupsDestination
from spool.destination import JobRef
from spool.ipp import Fate, JobState, fate
from spool.submission import submit
from tests.services.cups import PrivateCups
from tests.spool.support import MemoryJournal, eventually, settled, ticket


async def released(destination: CupsDestination, sheet: Path) -> JobRef:
    wanted, journal = ticket(), MemoryJournal()
    await submit(destination, wanted, sheet, journal)
    return journal.ref(wanted.title)


@pytest.fixture
async def two(destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path) -> tuple[JobRef, JobRef]:
    """One in the printer's hands, one behind it."""
    cups.set_mode(queue, "wait")
    first = await released(destination, sheet)

    async def begun() -> bool:
        return first.title in cups.started(queue)

    await eventually(begun)
    return first, await released(destination, sheet)


async def test_what_was_begun_stays_and_is_printed_and_what_was_not_comes_back(
    destination: CupsDestination, cups: PrivateCups, queue: str, two: tuple[JobRef, JobRef]
):
    first, second = two
    back, stays = await destination.recall(second), await destination.recall(first)
    assert (back.state, back.processing_at) == (JobState.CANCELED, None)
    assert fate(back, released=True, recalled=True) is Fate.CANCELED_HELD
    assert fate(back, released=True) is Fate.UNCERTAIN, "canceled, and not by us: a person decides"
    assert stays.state is JobState.PROCESSING
    cups.set_mode(queue, "ok")
    assert await settled(destination, first) is Fate.PRINTED
    assert [done.title for done in cups.done(queue)] == [first.title]


async def test_what_an_operator_holds_comes_back(destination: CupsDestination, cups: PrivateCups, queue: str, two: tuple[JobRef, JobRef]):
    cups.hold(two[1].id)
    assert fate(await destination.recall(two[1]), released=True, recalled=True) is Fate.CANCELED_HELD
    cups.set_mode(queue, "ok")


async def test_a_job_that_was_begun_before_its_queue_was_disabled_is_not_taken_for_one_that_waits(
    destination: CupsDestination, cups: PrivateCups, queue: str, two: tuple[JobRef, JobRef]
):
    """CUPS stops it and calls it pending: half of it may be on paper."""
    cups.disable(queue)

    async def pending() -> bool:
        return (await destination.look([two[0]]))[two[0].title].state is JobState.PENDING

    await eventually(pending)
    assert (await destination.recall(two[0])).state is JobState.PENDING, "it was left alone"
    cups.set_mode(queue, "ok")
    cups.enable(queue)
    assert await settled(destination, two[0]) is Fate.PRINTED


async def test_what_is_printed_or_unknown_is_no_sheet_to_get_back(destination: CupsDestination, sheet: Path):
    done = await released(destination, sheet)
    assert await settled(destination, done) is Fate.PRINTED
    for job in (done, JobRef(id=10_000_000, uuid="urn:uuid:none", title="b9-9-9-none", released=True)):
        assert fate(await destination.recall(job), released=True, recalled=True) is not Fate.CANCELED_HELD
