"""What CUPS says of a job, and what that proves: never "printed" before the paper is out, and never on a word that may be false."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from spool import cups_looks as looks
from spool.cups_destination import CupsDestination
from spool.destination import JobRef
from spool.errors import DestinationDown
from spool.ipp import HISTORY_LOST, Fate, JobState
from spool.server import Server
from spool.submission import Submitted, submit
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.spool.support import MemoryJournal, eventually, fate_of, in_thread, settled, ticket


async def submitted(destination: CupsDestination, sheet: Path) -> JobRef:
    """A sheet of the destination's, released."""
    wanted, journal = ticket(), MemoryJournal()
    assert await submit(destination, wanted, sheet, journal) is Submitted.RELEASED
    return journal.ref(wanted.title)


def to(cups: PrivateCups, queue: str) -> CupsDestination:
    return CupsDestination(queue=queue, server=Server.parse(cups.address), run=in_thread)


@pytest.fixture
def own_cups() -> Iterator[PrivateCups]:
    """A cupsd to be stopped and killed."""
    with private_cups() as server:
        yield server


async def test_a_printer_that_waits_for_paper_has_printed_nothing_until_it_did(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, "paper")
    refs = [await submitted(destination, sheet) for _ in range(3)]

    async def out_of_paper() -> bool:
        return (await destination.state()).words == "out of paper"

    await eventually(out_of_paper)
    for _ in range(20):
        assert {await fate_of(destination, ref) for ref in refs} == {Fate.WAITING}
    assert cups.done(queue) == []
    cups.set_mode(queue, "ok")
    for number, ref in enumerate(refs, start=1):
        assert await settled(destination, ref) is Fate.PRINTED
        assert [done.title for done in cups.done(queue)][:number] == [ref.title for ref in refs[:number]]


async def test_a_printer_that_stopped_is_told_in_words_and_goes_on_when_it_is_resumed(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, "stop")
    ref = await submitted(destination, sheet)
    said = await eventually(lambda: destination.check(ticket()))
    assert str(said) == f"out of paper; load paper, then `badgeforge printer resume {queue}`"
    assert await fate_of(destination, ref) is Fate.WAITING
    cups.set_mode(queue, "ok")
    await destination.resume()
    assert await settled(destination, ref) is Fate.PRINTED
    assert await destination.check(ticket()) is None
    assert [done.title for done in cups.done(queue)] == [ref.title]


@pytest.mark.parametrize(("mode", "outcome"), [("cancel", Fate.UNCERTAIN), ("lost", Fate.UNCERTAIN), ("slow:1", Fate.PRINTED)])
async def test_how_a_printer_ends_a_job(
    mode: str, outcome: Fate, destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, mode)
    ref = await submitted(destination, sheet)
    assert await settled(destination, ref) is outcome
    assert len(cups.done(queue)) == (outcome is Fate.PRINTED)


async def test_of_a_cups_that_keeps_no_reasons_with_a_job_the_printers_count(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [name for name in looks._JOB_ATTRIBUTES if name != "job-printer-state-reasons"]
    monkeypatch.setattr(looks, "_JOB_ATTRIBUTES", asked)
    cups.set_mode(queue, "lost")
    assert await settled(destination, await submitted(destination, sheet)) is Fate.UNCERTAIN


@pytest.mark.parametrize("mode", ["fail", "crash"])
async def test_a_backend_that_fails_stops_the_printer_and_the_sheet_waits(
    mode: str, destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, mode)
    ref = await submitted(destination, sheet)
    said = await eventually(lambda: destination.check(ticket()))
    assert str(said).startswith("stopped: ")
    assert str(said).endswith(f"; see what its display says, then `badgeforge printer resume {queue}`")
    assert await fate_of(destination, ref) is Fate.WAITING
    cups.set_mode(queue, "ok")
    await destination.resume()
    assert await settled(destination, ref) is Fate.PRINTED


async def test_a_filter_that_crashes_leaves_a_sheet_that_only_a_person_knows_of(
    cups: PrivateCups, printer: IppPrinter, everywhere: str, sheet: Path
) -> None:
    cups.crash_filter(everywhere)
    destination = to(cups, everywhere)
    ref = await submitted(destination, sheet)
    assert await settled(destination, ref) is Fate.UNCERTAIN
    found = (await destination.look([ref]))[ref.title]
    assert found.evidence == f'job {ref.id} is stopped (6): "Filter failed"'
    assert not await destination.cancel(ref), "no proof that no paper moved"
    after = (await destination.look([ref]))[ref.title]
    assert after.state is JobState.CANCELED, "nobody can restart it"
    assert printer.done() == []


async def test_a_job_that_an_operator_holds_is_held_and_not_printed(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, "paper")
    first, second = await submitted(destination, sheet), await submitted(destination, sheet)
    cups.hold(second.id)
    cups.set_mode(queue, "ok")
    assert await settled(destination, first) is Fate.PRINTED
    assert await fate_of(destination, second) is Fate.HELD
    assert [done.title for done in cups.done(queue)] == [first.title]


async def test_pause_lets_the_sheet_on_paper_end_once(destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path) -> None:
    cups.set_mode(queue, "paper")
    ref = await submitted(destination, sheet)
    await eventually(lambda: _now(cups.started(queue)))
    await destination.pause()
    assert "rejects jobs" in str(await destination.check(ticket()))
    cups.set_mode(queue, "ok")
    assert await settled(destination, ref) is Fate.PRINTED
    assert cups.started(queue) == [ref.title], "it was not begun a second time"
    await destination.resume()
    assert await destination.check(ticket()) is None


async def _now[T](value: T) -> T:
    return value


async def test_a_printer_restarted_under_a_job_makes_it_uncertain_and_no_other(
    cups: PrivateCups, printer: IppPrinter, everywhere: str, sheet: Path
) -> None:
    destination = to(cups, everywhere)
    before = await submitted(destination, sheet)
    assert await settled(destination, before) is Fate.PRINTED
    printer.set_mode("slow:60")
    broken = await submitted(destination, sheet)

    async def on_paper() -> bool:
        return broken.title in printer.started()

    await eventually(on_paper)
    printer.kill()
    printer.set_mode("ok")
    printer.start()
    assert await settled(destination, broken) is Fate.UNCERTAIN
    report = (await destination.look([broken]))[broken.title]
    assert (report.state, HISTORY_LOST in report.reasons) == (JobState.COMPLETED, True), "a false completed, as CUPS has it"
    assert [done.title for done in printer.done()] == [before.title]

    assert await destination.check(ticket()) is None
    after = await submitted(destination, sheet)
    assert await settled(destination, after) is Fate.PRINTED, "CUPS would call each later job lost, unless it is made to forget"
    assert await fate_of(destination, broken) is Fate.UNCERTAIN
    assert await fate_of(destination, before) is Fate.PRINTED
    assert [done.title for done in printer.done()] == [before.title, after.title]


async def test_while_it_prints_a_printer_is_not_made_to_forget(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    cups.set_mode(queue, "lost")
    assert await settled(destination, await submitted(destination, sheet)) is Fate.UNCERTAIN
    cups.set_mode(queue, "paper")
    under_way = await submitted(destination, sheet)
    await eventually(lambda: _now(under_way.title in cups.started(queue)))
    assert "the next one waits until it is idle" in str(await destination.check(ticket()))
    cups.set_mode(queue, "ok")
    assert await settled(destination, under_way) is Fate.UNCERTAIN, "CUPS marks it with what it knows of the printer"
    assert await destination.check(ticket()) is None
    assert await settled(destination, await submitted(destination, sheet)) is Fate.PRINTED
    assert len(cups.started(queue)) == 3, "nothing was begun a second time"


async def test_a_printer_that_goes_and_comes_back_prints_once(cups: PrivateCups, printer: IppPrinter, everywhere: str, sheet: Path) -> None:
    destination = to(cups, everywhere)
    printer.kill()
    ref = await submitted(destination, sheet)

    async def missed() -> bool:
        return (await destination.state()).words == "does not answer"

    await eventually(missed)
    assert await fate_of(destination, ref) is Fate.WAITING
    printer.start()
    assert await settled(destination, ref, seconds=90) is Fate.PRINTED
    assert [done.title for done in printer.done()] == [ref.title]


async def test_a_printer_gets_exactly_what_the_sheet_asks_for(cups: PrivateCups, printer: IppPrinter, everywhere: str, sheet: Path) -> None:
    destination = to(cups, everywhere)
    wanted = ticket(options={"print-color-mode": "monochrome", "InputSlot": "Photo", "print-quality": "5"})
    assert await destination.check(wanted) is None
    journal = MemoryJournal()
    await submit(destination, wanted, sheet, journal)
    assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
    asked = printer.asked(wanted.title)
    assert "x-dimension=21000 y-dimension=29700" in asked["IPP_MEDIA_COL"]
    assert "media-source=photo" in asked["IPP_MEDIA_COL"]
    assert (asked["IPP_SIDES"], asked["IPP_PRINT_COLOR_MODE"], asked["IPP_PRINT_QUALITY"]) == ("one-sided", "monochrome", "high")


async def test_cupsd_restarted_under_a_job_prints_each_sheet(own_cups: PrivateCups, sheet: Path) -> None:
    queue = own_cups.add_queue("office", "paper")
    destination = to(own_cups, queue)
    running, waiting = await submitted(destination, sheet), await submitted(destination, sheet)
    await eventually(lambda: _now(own_cups.started(queue)))
    own_cups.stop()
    with pytest.raises(DestinationDown, match="CUPS must answer"):
        await destination.look([running])
    own_cups.start()
    assert await fate_of(destination, running) is Fate.WAITING
    own_cups.set_mode(queue, "ok")
    assert [await settled(destination, ref) for ref in (running, waiting)] == [Fate.PRINTED, Fate.PRINTED]
    assert [done.title for done in own_cups.done(queue)] == [running.title, waiting.title]


async def test_a_deleted_queue_leaves_its_job_uncertain_or_gone(own_cups: PrivateCups, sheet: Path) -> None:
    queue = own_cups.add_queue("office", "paper")
    destination = to(own_cups, queue)
    ref = await submitted(destination, sheet)
    await eventually(lambda: _now(own_cups.started(queue)))
    own_cups.delete(queue)
    assert await settled(destination, ref) in (Fate.UNCERTAIN, Fate.GONE)
    assert own_cups.done(queue) == []


async def test_one_look_finds_jobs_far_apart_and_says_which_are_gone(
    destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path
) -> None:
    refs = [await submitted(destination, sheet) for _ in range(3)]
    far = JobRef(id=10_000_000, uuid="urn:uuid:none", title="b9-9-9-none", released=True)
    for ref in refs:
        assert await settled(destination, ref) is Fate.PRINTED
    reports = await destination.look([far, refs[2], refs[0]])
    assert {title: report.state for title, report in reports.items()} == {
        far.title: None,
        refs[0].title: JobState.COMPLETED,
        refs[2].title: JobState.COMPLETED,
    }
    assert await destination.look([]) == {}
