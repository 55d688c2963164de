"""A calibrated printer: each sheet comes out with its correction, whoever it was made for, once."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.points import Point
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.node import Program, wait_for

MM = 72 / 25.4
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">(.*?)</word>')


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as server:
        yield server


def program(folder: Path, database: str, cups: PrivateCups, *names: str, desk: bool = False) -> Program:
    printers = "".join(f'[printers.{name}]\nserver = "{cups.address}"\n' for name in names)
    kind = "desk = true" if desk else "linger = 0.5"
    return Program(folder, database, f'[event]\nkey = "e"\n{printers}[queues.badges]\nprinters = ["{names[0]}"]\n{kind}\n')


def first_name(sheet: Path) -> tuple[float, float]:
    """Where the name of the badge in A1 stands: from the sheet's left and lower edge, in mm. All people bear one name."""
    shown = subprocess.run(["pdftotext", "-bbox", str(sheet), "-"], capture_output=True, text=True, check=True).stdout
    top, left = min((float(top), float(left)) for left, top, word in _WORD.findall(shown) if word == "Person")
    return left / MM, 297 - top / MM


def assert_moved(sheet: Path, plain: Path, *, right: float, up: float) -> None:
    """Whether the badges lie so much farther right and up than on an uncalibrated sheet."""
    (x, y), (plain_x, plain_y) = first_name(sheet), first_name(plain)
    assert (x - plain_x, y - plain_y) == pytest.approx((right, up), abs=0.02)


def test_a_desks_badge_comes_out_corrected_and_is_made_once(tmp_path: Path, db: Database, cups: PrivateCups):
    cups.add_queue("desk")
    forge = program(tmp_path, db.conninfo, cups, "desk", desk=True)
    with forge.node():
        db.insert({"id": "P", "name": "Person"})
        wait_for(lambda: db.confirmations() == 1, what="the confirmation of an uncalibrated badge")
        assert forge.run("printer", "calibrate", "desk", "--dx", "1.5", "--dy", "-0.7").returncode == 0
        db.insert({"id": "Q", "name": "Person"})
        wait_for(lambda: db.confirmations() == 2, what="the confirmation of a calibrated one")
    plain, corrected = (done.file for done in cups.done("desk"))
    assert_moved(corrected, plain, right=1.5, up=-0.7)
    made = db.rows("select calibration, count(*) over () from badgeforge.sheet order by id")
    assert made == [({}, 2), ({"front": {"dx": 1.5, "dy": -0.7, "scale": 1.0}}, 2)]
    assert len(list((tmp_path / "var" / "files" / "sheet").rglob("*.pdf"))) == 2, "the second one was made for its printer at once"


def waiting_for_north(tmp_path: Path, db: Database, cups: PrivateCups, south: str) -> Program:
    """Three sheets were made for north; two lie in it, which is slow, and the last one is told to go to south, which is calibrated."""
    north = cups.add_queue(f"north-of-{south}", mode="wait")
    cups.add_queue(south)
    forge = program(tmp_path, db.conninfo, cups, north, south)
    assert forge.run("printer", "calibrate", south, "--dx", "2", "--dy", "3").returncode == 0
    db.insert(*({"id": f"P{n}", "name": "Person"} for n in range(12)))
    with forge.node():
        wait_for(
            lambda: db.rows("select state, count(*) from badgeforge.sheet group by 1 order by 1") == [("imposed", 1), ("spooled", 2)],
            what="two sheets at north, one waiting",
        )
    assert forge.run("queue", "set", "badges", "--printer", south).returncode == 0
    return forge


def assert_each_once(db: Database, cups: PrivateCups, south: str) -> None:
    north = f"north-of-{south}"
    cups.set_mode(north, "ok")
    wait_for(lambda: db.confirmations() == 12, seconds=90, what="12 confirmations")
    [moved] = cups.done(south)
    plain, _ = cups.done(north)
    assert_moved(moved.file, plain.file, right=2, up=3)
    assert db.rows("select distinct attempt from badgeforge.sheet") == [(1,)]
    assert db.one("select count(*) from badgeforge.print_job where state = 'done'") == 3


def test_a_sheet_is_imposed_again_for_the_printer_that_takes_it_though_nodes_die_over_it(tmp_path: Path, db: Database, cups: PrivateCups):
    forge = waiting_for_north(tmp_path, db, cups, "south")
    forge.die_at(Point.INTENT)
    forge.die_at(Point.SHEET_WRITTEN)
    with forge.node():
        assert_each_once(db, cups, "south")
