"""What cannot be printed is refused before it is submitted, with the rule, the value and the remedy; and goes on when it is mended."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.values import Size
from spool import cups_queues as requests
from spool.cups_destination import CupsDestination
from spool.cups_reports import printer_report
from spool.errors import DestinationDown, Rejected, UnknownPrinter
from spool.ipp import Fate
from spool.server import Server
from spool.submission import Submitted, submit
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.processes import free_port
from tests.spool.support import MemoryJournal, in_process, in_thread, settled, ticket


def to(cups: PrivateCups, queue: str) -> CupsDestination:
    return CupsDestination(queue=queue, server=Server.parse(cups.address), run=in_thread)


@pytest.fixture
def own_cups() -> Iterator[PrivateCups]:
    """A cupsd to be stopped."""
    with private_cups() as server:
        yield server


async def goes_on(destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path) -> None:
    """The destination takes a sheet again and prints it, and nothing but it."""
    wanted, journal = ticket(), MemoryJournal()
    before = len(cups.done(queue))
    assert await destination.check(wanted) is None
    assert await submit(destination, wanted, sheet, journal) is Submitted.RELEASED
    assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
    assert [done.title for done in cups.done(queue)[before:]] == [wanted.title]


async def test_media_and_sides_that_a_printer_lacks(cups: PrivateCups, everywhere: str) -> None:
    destination = to(cups, everywhere)
    assert await destination.check(ticket()) is None
    a3 = str(await destination.check(ticket(media="iso_a3_297x420mm", size=Size(width=297, height=420))))
    assert f"{everywhere} has no iso_a3_297x420mm (297 x 420 mm)" in a3
    assert "iso_a4_210x297mm" in a3, "it says what there is"
    assert "not two-sided-neither" in str(await destination.check(ticket(pages=2, sides="two-sided-neither")))
    assert await destination.check(ticket(pages=2, sides="two-sided-long-edge")) is None


async def test_options_that_a_printer_lacks(cups: PrivateCups, everywhere: str) -> None:
    destination = to(cups, everywhere)
    assert await destination.check(ticket(options={"print-quality": "5", "MediaType": "Cardstock"})) is None, "IPP and PPD"
    assert "offers 3, 4, 5" in str(await destination.check(ticket(options={"print-quality": "11"})))
    said = str(await destination.check(ticket(options={"media-source": "photo"})))
    assert "has no media-source; it has InputSlot, MediaType" in said, "CUPS would take it, and print from the default tray"
    assert "PageSize" not in said
    assert "Cardstock" in str(await destination.check(ticket(options={"MediaType": "Granite"})))


async def test_a_rejecting_queue(destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path) -> None:
    cups.reject(queue)
    assert str(await destination.check(ticket())) == f"rejects jobs; `badgeforge printer resume {queue}`"
    assert (await destination.state()).words == "ready, rejecting jobs"
    with pytest.raises(Rejected, match="a printer must accept jobs"):
        await submit(destination, ticket(), sheet, MemoryJournal())
    await destination.resume()
    await goes_on(destination, cups, queue, sheet)


async def test_a_disabled_queue(destination: CupsDestination, cups: PrivateCups, queue: str, sheet: Path) -> None:
    cups.disable(queue)
    assert str(await destination.check(ticket())) == f"disabled in CUPS; `badgeforge printer resume {queue}`"
    await destination.resume()
    await goes_on(destination, cups, queue, sheet)


async def test_an_unknown_queue_and_a_deleted_one(own_cups: PrivateCups, sheet: Path) -> None:
    destination = to(own_cups, "office")
    assert str(await destination.check(ticket())) == (
        f"its CUPS queue is gone; {own_cups.address} has no 'office': choose one that `lpstat -e` lists, or add it with `lpadmin`"
    )
    with pytest.raises(UnknownPrinter):
        await submit(destination, ticket(), sheet, MemoryJournal())
    with pytest.raises(UnknownPrinter):
        await destination.state()
    own_cups.add_queue("office")
    await goes_on(destination, own_cups, "office", sheet)
    own_cups.delete("office")
    assert "has no 'office'" in str(await destination.check(ticket()))


async def test_a_class_is_no_printer(own_cups: PrivateCups) -> None:
    own_cups.add_queue("office")
    own_cups.add_class("pool", "office")
    assert "is a CUPS class" in str(await to(own_cups, "pool").check(ticket()))


async def test_the_queue_that_lpadmin_makes_for_a_printer_that_is_off_line(own_cups: PrivateCups) -> None:
    uri = f"ipp://localhost:{free_port()}/ipp/print"
    own_cups.add_raw_printer("office", uri)
    said = str(await to(own_cups, "office").check(ticket()))
    assert "has no driver, as one that was made while the printer was off line" in said
    assert f"`lpadmin -p office -v {uri} -m everywhere`" in said


async def test_cupsd_down(own_cups: PrivateCups, sheet: Path) -> None:
    queue = own_cups.add_queue("office")
    destination = to(own_cups, queue)
    own_cups.stop()
    for call in (destination.check(ticket()), destination.state(), submit(destination, ticket(), sheet, MemoryJournal())):
        with pytest.raises(DestinationDown, match=f"CUPS must answer: {own_cups.address}: .*; start it with `sudo systemctl start cups`"):
            await call
    own_cups.start()
    await goes_on(destination, own_cups, queue, sheet)


async def test_cupsd_that_hangs_is_not_waited_for_and_nothing_is_printed_twice(own_cups: PrivateCups, sheet: Path) -> None:
    queue = own_cups.add_queue("office")
    destination = to(own_cups, queue)
    hurried = CupsDestination(queue=queue, server=Server.parse(own_cups.address), run=in_process, answer_s=6.0)
    own_cups.freeze()
    try:
        began = time.monotonic()
        with pytest.raises(DestinationDown, match=f"{own_cups.address}: no answer within 6 s, the request was ended"):
            await hurried.check(ticket())
        assert time.monotonic() - began < 20
    finally:
        own_cups.thaw()
    await goes_on(destination, own_cups, queue, sheet)


async def test_cupsd_that_hangs_while_a_job_is_released_prints_it_once(own_cups: PrivateCups, sheet: Path) -> None:
    queue = own_cups.add_queue("office")
    destination = CupsDestination(queue=queue, server=Server.parse(own_cups.address), run=in_process, answer_s=6.0)
    wanted, journal = ticket(), MemoryJournal(meanwhile=lambda _: own_cups.freeze())
    try:
        with pytest.raises(DestinationDown):
            await submit(destination, wanted, sheet, journal)
    finally:
        own_cups.thaw()
    assert journal.state == "releasing"
    assert journal.job
    assert await destination.release(journal.job, wanted.title) in (Fate.WAITING, Fate.PRINTED)
    assert await settled(destination, journal.ref(wanted.title)) is Fate.PRINTED
    assert [done.title for done in own_cups.done(queue)] == [wanted.title]


def test_the_queues_of_a_server(own_cups: PrivateCups, printer: IppPrinter) -> None:
    own_cups.add_queue("a-sim")
    own_cups.add_printer("b-ipp", printer)
    own_cups.disable("a-sim")
    server = Server.parse(own_cups.address)
    assert requests.queues(server) == ["a-sim", "b-ipp"]
    sim, ipp = (printer_report(requests.printer_attributes(server, queue)) for queue in requests.queues(server))
    assert (sim.name, sim.words, sim.device.partition(":")[0], sim.offer.media) == ("a-sim", "paused", "sim", ())
    assert (ipp.name, ipp.words, ipp.model) == ("b-ipp", "ready", "Printer - IPP Everywhere")
    assert "iso_a4_210x297mm" in ipp.offer.media
    assert "iso_a4_210x297mm" in ipp.media_ready
    with pytest.raises(DestinationDown):
        requests.queues(Server(host="127.0.0.1", port=free_port()))
