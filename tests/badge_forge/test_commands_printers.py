"""`badgeforge printer` and `queue`: what a printer cannot do is refused when it is asked for, with what it can do."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.badge_forge.conftest import Type
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.folders import service_folder


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    """`north` and `south` are raw, `hall` is the class of south, `office` has a driver: A4 with a tray for photos, no SRA3."""
    with private_cups() as server, service_folder() as folder, IppPrinter(folder / "office") as printer:
        server.add_queue("north")
        server.add_class("hall", server.add_queue("south"))
        server.add_printer("office", printer)
        yield server


@pytest.fixture
def office(types: Type, cups: PrivateCups) -> str:
    result = types("printer", "add", "Office", "--cups", "office", "--server", cups.address)
    assert (result.exit_code, result.stdout) == (0, "Office: ready\n")
    return "Office"


def test_an_unknown_queue_is_answered_with_those_that_cups_has(types: Type, cups: PrivateCups):
    result = types("printer", "add", "nroth", "--server", cups.address)
    assert result.exit_code == 1
    assert f"{cups.address} has no 'nroth'; it has hall, north, office, south: name one with --cups" in result.stderr


def test_a_class_is_refused(types: Type, cups: PrivateCups):
    assert "hall is a CUPS class, which hides its jobs" in types("printer", "add", "hall", "--server", cups.address).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("x", "--server", "bad:port"), 1, "a CUPS server is host, host:port or the path of a socket: 'bad:port'"),
        (("x", "--server", "localhost:1"), 1, "CUPS must answer: localhost:1"),
        (("my printer", "--folder", "sheets"), 1, "a printer's name has letters, digits"),
        (("x", "--folder", "/proc/none"), 1, "a folder for sheets is one that we may make and write, not /proc/none"),
        (("x", "--folder", "sheets", "--cups", "y"), 2, "leave --folder out, or --cups and --server"),
    ],
)
def test_a_printer_that_cannot_be_is_refused(types: Type, arguments: tuple[str, ...], code: int, said: str):
    result = types("printer", "add", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "x " not in types("printer").stdout


def test_a_folder_is_made_and_missed_when_it_is_gone(types: Type, folder: Path):
    assert types("printer", "add", "paper", "--folder", "sheets").stdout == "paper: ready\n"
    (folder / "sheets").rmdir()
    assert f"its folder {folder / 'sheets'} is missing; make it" in types("printer").stdout


def test_states_are_words(types: Type, cups: PrivateCups):
    types("printer", "add", "north", "--server", cups.address)
    cups.disable("north")
    assert "disabled in CUPS; `badgeforge printer resume north`" in types("printer").stdout
    assert types("printer", "resume", "north").stdout == "north goes on\n"
    assert types("printer", "pause", "north").exit_code == 0
    assert "paused by " in types("printer").stdout
    status = types("status")
    assert "`badgeforge printer resume north`" in status.stdout
    types("printer", "resume", "north")
    assert types("printer").stdout.splitlines()[-1].endswith("ready")
    for verb in ("pause", "resume"):
        assert "no printer is called nroth; known are folder, north" in types("printer", verb, "nroth").stderr


def test_an_option_is_checked_when_it_is_set(types: Type, office: str, database: str):
    wrong_value = types("queue", "set", "badges", "--printer", office, "--option", "InputSlot=Attic")
    assert "InputSlot must be one of the printer's values: 'Attic' is none; Office offers Auto, Main, Photo" in wrong_value.stderr
    wrong_name = types("queue", "set", "badges", "--printer", office, "--option", "media-source=main")
    assert "Office has no media-source; it has InputSlot" in wrong_name.stderr
    ours = types("queue", "set", "badges", "--option", "media=iso_a5")
    assert "the sheet itself decides on media" in ours.stderr
    assert {wrong_value.exit_code, wrong_name.exit_code, ours.exit_code} == {1}
    assert "from config" in types("queue").stdout.splitlines()[2], "nothing was set"

    assert types("queue", "set", "badges", "--printer", office, "--option", "InputSlot=Photo").exit_code == 0
    assert types("queue", "set", "badges", "--option", "print-quality=5").exit_code == 0
    assert "InputSlot=Photo, print-quality=5, by " in types("queue").stdout
    types("queue", "set", "badges", "--option", "InputSlot=")
    with psycopg.connect(database) as conn:
        assert conn.execute("select options, printers from badgeforge.route where queue = 'badges'").fetchone() == (
            {"print-quality": "5"},
            ["Office"],
        )
        why = conn.execute("select why from badgeforge.history where what = 'route' order by id limit 1").fetchone()
    assert why == ("badges: printer Office, options {'InputSlot': 'Photo'}",)


def test_a_stock_that_the_printer_or_the_design_does_not_fit_is_refused_with_the_sum(types: Type, office: str):
    assert types("queue", "set", "badges", "--printer", office).exit_code == 0
    assert "Office has no iso_sra3_320x450mm (320 x 450 mm), it offers " in types("queue", "set", "badges", "--stock", "sra3-3x3").stderr
    misfit = types("queue", "set", "badges", "--stock", "avery-5392").stderr
    assert "design is 86 x 124 mm, stock avery-5392 takes 101.6 x 76.2 mm: 15.6 mm too narrow, 47.8 mm too high" in misfit
    assert "choose one of conference" in types("queue", "set", "badges", "--design", "fancy").stderr
    assert "no stock is named 'a3'; choose one of a4-2x2" in types("queue", "set", "badges", "--stock", "a3").stderr
    assert "conference on a4-2x2" in types("queue").stdout.splitlines()[2]


def test_printers_that_cannot_be_asked_now_are_set_and_named(types: Type, cups: PrivateCups):
    types("printer", "add", "north", "--server", cups.address)
    cups.stop()
    try:
        result = types("queue", "set", "badges", "--printer", "north", "--printer", "folder", "--option", "InputSlot=Main")
    finally:
        cups.start()
    assert (result.exit_code, result.stdout) == (0, "queue badges is set\n")
    assert f"north cannot be asked now (CUPS must answer: {cups.address}" in result.stderr
    assert "its paper and options are checked when it is fed" in result.stderr
    assert "north, folder" in types("queue").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("badges",), 2, "say what to set: --printer, --stock"),
        (("walkins", "--linger", "1"), 1, "no queue is called walkins; known are badges, desk"),
        (("badges", "--printer", "Nobody"), 1, "no printer is called Nobody; known are folder"),
        (("badges", "--linger", "-3"), 2, "'-3' is neither a number of seconds from 0 nor the word hold"),
        (("badges", "--linger", "nan"), 2, "'nan' is neither"),
        (("badges", "--option", "InputSlot"), 2, "'InputSlot' is not of the form NAME=VALUE"),
    ],
)
def test_a_wrong_wish_changes_nothing(types: Type, arguments: tuple[str, ...], code: int, said: str):
    result = types("queue", "set", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "by " not in types("queue").stdout


def test_sides_and_marks_of_a_queue_are_set_and_taken_back(types: Type, database: str):
    assert (
        types(
            "queue", "set", "badges", "--sides", "short-edge", "--mark", "length=4", "--mark", "ink=all", "--mark", "targets=true"
        ).exit_code
        == 0
    )
    assert "short-edge, marks ink=all, marks length=4.0, marks targets=True, by " in types("queue").stdout
    far = types("queue", "set", "badges", "--mark", "offset=15").stderr
    assert "warning: stock a4-2x2: no crop marks at the left: its margin of 16 mm is less than 15 mm offset + 2 mm" in far
    types("queue", "set", "badges", "--sides", "long-edge", "--mark", "ink=", "--mark", "targets=", "--mark", "offset=")
    with psycopg.connect(database) as conn:
        assert conn.execute("select sides, marks from badgeforge.route where queue = 'badges'").fetchone() == ("long-edge", {"length": 4.0})
    for wrong, said in (
        ("colour=red", "marks have length, offset, weight, ink, where, targets, not 'colour'"),
        ("ink=red", "ink of marks is black or all, not 'red'"),
        ("length=nan", "length of marks is 0 to 50 mm, not 'nan'"),
        ("weight=9", "weight of marks is 0.1 to 3 points, not '9'"),
    ):
        refused = types("queue", "set", "badges", "--mark", wrong)
        assert (refused.exit_code, said in refused.stderr) == (1, True), refused.stderr


def test_a_queue_that_holds_is_flushed_by_name(types: Type):
    assert types("queue", "set", "badges", "--linger", "hold").exit_code == 0
    assert "hold" in types("queue").stdout
    assert types("queue", "flush", "badges").stdout == "0 sheets closed\n"
    assert "no queue is called walkins" in types("queue", "flush", "walkins").stderr


def test_a_node_serves_queues_that_are_known(types: Type):
    result = types("work", "--queues", "badges,walkins")
    assert result.exit_code == 2
    assert "queues that are known, badges, desk, printing, sheets, spool, not walkins" in result.stderr
    assert "not nothing" in types("work", "--queues", " , ").stderr


LEDGER = """
insert into badgeforge.sheet (event, route, design, stock, number, state)
select 'e', queue, design_digest, stock_digest, 1, 'spooled' from badgeforge.route where queue = 'badges';
insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, cups_id, cups_uuid)
select max(id), 1, 'b1-1-1-a', 'north', 'h', 'released', 4711, 'urn:uuid:x' from badgeforge.sheet
"""


def test_a_printer_with_sheets_out_stays_where_it_is(types: Type, cups: PrivateCups, database: str):
    types("printer", "add", "north", "--server", cups.address)
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(LEDGER)
    refused = types("printer", "add", "north", "--cups", "south", "--server", cups.address)
    assert refused.exit_code == 1
    assert "a printer with sheets out stays where it is: north has 1 sheet; wait for them, or `badgeforge printer move" in refused.stderr
    assert "cups north on" in types("printer").stdout
    assert types("printer", "add", "north", "--cups", "south", "--server", cups.address, "--uncertain").exit_code == 0
    assert "cups south on" in types("printer").stdout


def test_a_sheet_that_cups_holds_is_told_with_the_way_to_let_it_go_on(types: Type, cups: PrivateCups, database: str):
    types("printer", "add", "north", "--server", cups.address)
    assert types("status").exit_code == 0
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(LEDGER)
        conn.execute("update badgeforge.print_job set hold = 'somebody held it there', held_since = now()")
    assert types("status").exit_code == 1
    for command in ("status", "printer"):
        [line] = [line for line in types(command).stdout.splitlines() if "CUPS holds" in line]
        assert line.startswith("north: CUPS holds job 4711 since ")
        assert f": somebody held it there; `lp -h {cups.address} -i 4711 -H resume` lets sheet " in line


def test_a_printer_that_is_wished_for_and_lacks_the_paper_is_refused_before_anything_is_enqueued(types: Type, office: str, folder: Path):
    (folder / "list.csv").write_text("id,name\n1,Ada", encoding="utf-8")
    assert types("queue", "set", "badges", "--stock", "sra3-3x3").exit_code == 0
    types("print", "list.csv")
    for command in (("print", "list.csv"), ("reprint", "1", "--reason", "lost")):
        refused = types(*command, "--printer", office)
        assert (refused.exit_code, "Office has no iso_sra3_320x450mm (320 x 450 mm), it offers " in refused.stderr) == (1, True)
    assert "1 print = 1 requested" in types("status").stdout


def test_sheets_move_only_between_two_known_printers(types: Type):
    assert "name two printers" in types("printer", "move", "folder", "--to", "folder").stderr
    assert "no printer is called hall; known are folder" in types("printer", "move", "folder", "--to", "hall").stderr
