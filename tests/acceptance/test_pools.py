"""Several printers for a queue: whatever happens to the first, its sheets go to the next, each badge is on paper once, and no sheet that
may have reached paper is moved by itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import Database
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

SIMULATED = ("disabled", "rejecting", "stopped", "deleted", "paused", "jammed")
DRIVERLESS = ("paper", "jam", "cover", "away", "refusing", "crashing")
FAULTS = (*SIMULATED, *DRIVERLESS)
GIVING_UP = ("jammed", "refusing", "crashing", "deleted")
SHEETS = 4


@dataclass(kw_only=True)
class Hall:
    """One node, and for each fault a desk with two printers: the one that fails, and `spare-<fault>`. A desk's badge has its own sheet."""

    cups: PrivateCups
    printers: dict[str, IppPrinter]
    forge: Program
    db: Database
    status: str = ""
    """what `badgeforge status` says when everything is in trouble"""
    listed: str = ""
    """what `badgeforge printer` says then"""

    def names(self, fault: str) -> set[str]:
        return {f"{fault.capitalize()}{chr(97 + n)}" for n in range(SHEETS)}

    def insert(self, fault: str, *names: str) -> None:
        self.db.insert(*({"id": name, "name": name} for name in sorted(names)), queue=fault)

    def started(self, printer: str) -> int:
        ipp = self.printers.get(printer)
        return len(ipp.started() if ipp else self.cups.started(printer))

    def done(self, printer: str) -> list[Path]:
        ipp = self.printers.get(printer)
        return [done.file for done in (ipp.done() if ipp else self.cups.done(printer))]

    def on_paper(self, names: set[str], *printers: str) -> list[str]:
        return sorted(name for printer in printers for file in self.done(printer) for name in names_by_slot(file, names).values())

    def count(self, sql: str, *values: object) -> int:
        return int(self.db.one(f"select count(*) from badgeforge.{sql}", *values))

    def confirmed(self, fault: str) -> int:
        return self.count("print where route = %s and confirmed is not null", fault)

    def at(self, printer: str, state: str = "released") -> int:
        return self.count("print_job where printer = %s and state = %s", printer, state)

    def troubled(self) -> set[str]:
        return {name for (name,) in self.db.rows("select name from badgeforge.printer where trouble is not null")}

    def ends(self, fault: str, *more: str) -> None:
        """Each of the badges is on paper once, and confirmed."""
        names = self.names(fault) | set(more)
        wait_for(lambda: self.confirmed(fault) == len(names), what=f"all badges of {fault}")
        assert self.on_paper(names, fault, f"spare-{fault}") == sorted(names)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Hall]:
    """All faults at once: what they wait for, they wait for together."""
    with ExitStack() as stack:
        folder, cups = stack.enter_context(service_folder()), stack.enter_context(private_cups())
        printers = {fault: stack.enter_context(IppPrinter(folder / fault)) for fault in DRIVERLESS}
        cups.add_printers(printers)
        for name in (*SIMULATED, *(f"spare-{fault}" for fault in FAULTS), "moved", "hall"):
            cups.add_queue(name)
        known = "".join(f'[printers.{name}{fault}]\nserver = "{cups.address}"\n' for fault in FAULTS for name in ("", "spare-"))
        known += f'[printers.moved]\nserver = "{cups.address}"\n[printers.hall]\nserver = "{cups.address}"\n'
        queues = '[queues.moved]\nprinters = ["moved"]\ndesk = true\n' + "".join(
            f'[queues.{fault}]\nprinters = ["{fault}", "spare-{fault}"]\ndesk = true\n' for fault in FAULTS
        )
        forge = Program(tmp_path_factory.mktemp("hall"), shared_database, f'[event]\nkey = "e"\n{known}{queues}')
        made = Hall(cups=cups, printers=printers, forge=forge, db=Database(shared_database))
        stack.enter_context(forge.node())
        provoke(made)
        yield made


def provoke(hall: Hall) -> None:
    cups, printers = hall.cups, hall.printers
    cups.disable("disabled")
    cups.set_mode("jammed", "cancel")
    cups.set_mode("deleted", "paper")
    for name in ("moved", "rejecting", "paused", "stopped"):
        cups.set_mode(name, "wait")
    for fault, mode in {"paper": "paper", "jam": "says:media-jam", "cover": "says:cover-open"}.items():
        printers[fault].set_mode(mode)
    printers["away"].kill()
    printers["refusing"].kill()
    printers["refusing"].start_with("image/urf")
    cups.crash_filter("crashing")
    for fault in (*FAULTS, "moved"):
        hall.insert(fault, *hall.names(fault))
    full = ("rejecting", "paused", "stopped")
    wait_for(lambda: all(hall.at(name) == 2 and hall.started(name) for name in full), what="two sheets at each of them, one begun")
    cups.reject("rejecting")
    assert hall.forge.run("printer", "pause", "paused").returncode == 0
    cups.disable("stopped")
    wait_for(lambda: "rejecting" in hall.troubled(), what="it is seen to reject while it has sheets")
    for name in ("rejecting", "paused"):
        cups.set_mode(name, "ok")
    wait_for(lambda: hall.started("deleted"), what="a sheet is at the printer whose queue is deleted")
    cups.delete("deleted")
    others = ("stopped", "paper", "jam", "cover", "away")
    wait_for(lambda: [hall.confirmed(fault) for fault in others] == [SHEETS - 1] * len(others), what="all but one are elsewhere")
    wait_for(lambda: all(hall.count("sheet where route = %s and state = 'uncertain'", each) for each in GIVING_UP))
    unseen = {"paused", "deleted"}  # nobody looks at a printer for which nothing waits
    wait_for(lambda: hall.troubled() >= set(FAULTS) - unseen, what="each printer's trouble is known")
    hall.status, hall.listed = hall.forge.run("status").stdout, hall.forge.run("printer").stdout


def test_a_printer_that_recovers_gets_the_next_sheets_again(hall: Hall):
    hall.ends("disabled")
    assert len(hall.done("spare-disabled")) == SHEETS
    assert "disabled in CUPS since " in hall.listed
    assert hall.forge.run("printer", "resume", "disabled").stdout == "disabled goes on\n"
    hall.insert("disabled", "Backagain")
    hall.ends("disabled", "Backagain")
    assert hall.on_paper({"Backagain"}, "disabled") == ["Backagain"]


@pytest.mark.parametrize("fault", ["rejecting", "paused"])
def test_a_printer_that_takes_no_more_prints_what_it_has(hall: Hall, fault: str):
    hall.insert(fault, f"{fault}more")
    hall.ends(fault, f"{fault}more")
    assert len(hall.done(fault)) == 2
    assert {"rejecting": "rejects jobs since ", "paused": "paused by "}[fault] in hall.listed


def test_a_printer_that_stops_under_a_sheet_keeps_it_and_the_one_behind_is_printed_elsewhere(hall: Hall):
    assert (hall.at("stopped"), hall.at("stopped", "withdrawn")) == (1, 1)
    assert "stopped: disabled in CUPS since " in hall.status
    assert ", 1 sheet waiting; `badgeforge printer resume stopped`" in hall.status
    hall.cups.set_mode("stopped", "ok")
    hall.forge.run("printer", "resume", "stopped")
    twice = "select id from badgeforge.sheet where route = 'stopped' and state = 'uncertain'"
    [(sheet,)] = wait_for(lambda: hall.db.rows(twice), what="CUPS began with it twice: a person looks whether there are two")
    assert len(hall.done("stopped")) == 1
    assert hall.forge.run("resolve", str(sheet), "--printed").returncode == 0
    hall.ends("stopped")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("paper", "out of paper since {}, 1 sheet waiting; load paper"),
        ("jam", "jammed since {}, 1 sheet waiting; take the jammed sheet out"),
        ("cover", "cover open since {}, 1 sheet waiting; close its cover"),
    ],
)
def test_a_network_printer_in_trouble_keeps_the_sheet_in_its_hands_and_goes_on_by_itself(hall: Hall, fault: str, words: str):
    since = hall.db.one("select to_char(trouble_since at time zone 'utc', 'HH24:MI') from badgeforge.printer where name = %s", fault)
    assert f"{fault}: {words.format(since)}\n" in hall.status
    assert hall.started(fault) == 1
    hall.printers[fault].set_mode("ok")
    hall.ends(fault)
    assert len(hall.done(fault)) == 1
    wait_for(lambda: hall.count("printer where trouble is null and name = %s", fault), what="it is well again")


def test_a_printer_that_is_switched_off_and_comes_back_prints_once_what_it_had(hall: Hall):
    assert "away: does not answer since " in hall.status
    hall.printers["away"].start()
    hall.ends("away")
    assert len(hall.done("away")) == 1


def test_of_a_deleted_queue_what_cups_forgot_is_for_a_person_and_the_rest_goes_on(hall: Hall):
    under_way = "sheet where route = 'deleted' and state in ('open', 'closed', 'imposed', 'spooled')"
    wait_for(lambda: hall.count(under_way) == 0, what="everything has ended")
    assert "its CUPS queue is gone" in hall.listed
    assert 1 <= print_again(hall, "deleted") <= 2
    hall.ends("deleted")
    assert hall.done("deleted") == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("jammed", "gave a sheet up: Paper jam"),
        ("refusing", "refuses the document"),
        ("crashing", "its CUPS filter failed under a sheet"),
    ],
)
def test_a_printer_that_gives_sheets_up_gets_no_more_until_a_person_has_looked(hall: Hall, fault: str, words: str):
    """It would make each sheet of the batch uncertain, two a second."""
    assert f"{fault}: {words} since " in hall.status
    for (job,) in hall.db.rows("select cups_id from badgeforge.print_job where printer = %s and state = 'released'", fault):
        hall.cups.cancel(job)  # the one behind is in the printer's hands for ever: the operator cancels it in CUPS
    wait_for(lambda: hall.at(fault) == 0, what="nothing lies at the first printer")
    assert 1 <= print_again(hall, fault) <= 2
    hall.ends(fault)
    assert hall.done(fault) == []


def print_again(hall: Hall, fault: str) -> int:
    """A person looks into the tray, finds none of the uncertain sheets, and has them printed again; how many they were."""
    uncertain = [sheet for (sheet,) in hall.db.rows("select id from badgeforge.sheet where route = %s and state = 'uncertain'", fault)]
    for sheet in uncertain:
        assert hall.forge.run("resolve", str(sheet), "--print-again").returncode == 0
    return len(uncertain)


def test_a_person_moves_what_certainly_is_not_on_paper(hall: Hall):
    """One sheet is in the printer's hands, one lies behind it, two wait in the ledger."""
    wait_for(lambda: hall.at("moved") == 2 and hall.started("moved"), what="two sheets are at the printer, one begun")
    wait_for(lambda: hall.count("print_job where printer = 'moved' and begun_at is not null") == 1, what="it was seen to begin")
    wait_for(lambda: hall.count("sheet where route = 'moved' and state = 'imposed'") == SHEETS - 2, what="the others wait")
    moved = hall.forge.run("printer", "move", "moved", "--to", "hall")
    assert moved.returncode == 1
    assert f"{SHEETS - 1} sheets moved from moved to hall\n" in moved.stdout
    assert "moved has begun with it, so it may be on paper" in moved.stdout
    assert "`badgeforge queue set moved --printer hall`" in moved.stdout
    wait_for(lambda: hall.confirmed("moved") == SHEETS - 1, what="those that were moved")
    hall.cups.set_mode("moved", "ok")
    wait_for(lambda: hall.confirmed("moved") == SHEETS, what="the one that stayed")
    assert hall.on_paper(hall.names("moved"), "moved", "hall") == sorted(hall.names("moved"))
    assert (len(hall.done("moved")), len(hall.done("hall"))) == (1, SHEETS - 1)
