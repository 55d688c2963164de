"""`badgeforge printer test` and `calibrate`: a test sheet comes out where sheets do, and what it shows is made up for."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pypdf import PdfReader

from tests.badge_forge.conftest import Type
from tests.services.cups import IppPrinter, PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import wait_for


@pytest.fixture(scope="module")
def office() -> Iterator[tuple[PrivateCups, IppPrinter]]:
    """A printer with a driver that does both sides; the queue in CUPS is called office."""
    with private_cups() as server, service_folder() as folder, IppPrinter(folder / "office") as printer:
        server.add_printer("office", printer)
        yield server, printer


def test_a_test_sheet_comes_out_of_the_printer_with_its_corrections(types: Type, office: tuple[PrivateCups, IppPrinter]):
    server, printer = office
    types("printer", "add", "Office", "--cups", "office", "--server", server.address)
    types("queue", "set", "badges", "--printer", "Office", "--option", "print-quality=5")
    types("printer", "calibrate", "Office", "--dx", "1.5", "--dy", "-0.7")
    result = types("printer", "test", "Office")
    assert result.exit_code == 0, result.output
    title = result.stdout.split()[0]
    assert f"{title} went to Office: a4-2x2, two-sided-long-edge" in result.stdout
    wait_for(lambda: [done.title for done in printer.done()] == [title], what="the test sheet is out")
    asked = printer.asked(title)
    assert "{x-dimension=21000 y-dimension=29700}" in asked["IPP_MEDIA_COL"]
    assert (asked["IPP_SIDES"], asked["IPP_PRINT_QUALITY"]) == ("two-sided-long-edge", "high")


LOW = """[stocks.low]
title = "Badges near the lower edge"
source = "a ruler"
kind = "cut"
media = "iso_a4_210x297mm"
sheet = [210, 297]
label = [86, 124]
columns = 2
rows = 2
left = 16
top = 40
pitch_x = 92
pitch_y = 124
"""


def test_a_badge_that_the_printer_cannot_reach_is_told_wherever_a_printer_is_chosen(
    types: Type, folder: Path, office: tuple[PrivateCups, IppPrinter]
):
    """Its driver says that it leaves 11.68 mm blank at the bottom, 3.4 mm at the sides and 1.02 mm at the top."""
    (folder / "badgeforge.toml").write_text((folder / "badgeforge.toml").read_text() + LOW)
    (folder / "list.csv").write_text("id,name,type\n1,Ana,attendee\n")
    types("printer", "add", "Office", "--cups", "office", "--server", office[0].address)
    assert "leaves" not in types("queue", "set", "badges", "--printer", "Office").stderr, "the default stock keeps clear of it"
    said = (
        "a badge lies where its printer prints: Office leaves 11.7 mm at the bottom blank, and A2, B2 of low lose an edge;"
        " choose a stock with wider margins, or a printer that prints borderless"
    )
    changed = types("queue", "set", "badges", "--stock", "low")
    assert (changed.exit_code, f"warning: {said}\n" in changed.stderr) == (0, True)
    assert f"warning: {said}\n" in types("print", "list.csv", "--dry-run").stderr
    assert f"warning: {said}\n" in types("printer", "test", "Office").stderr
    assert f"  badges: {said}\n" in types("doctor").stdout
    assert "leaves" not in types("print", "list.csv", "--dry-run", "--printer", "folder").stderr


def test_a_test_sheet_goes_to_a_folder_too(types: Type, folder: Path):
    types("printer", "calibrate", "folder", "--dx", "1.5", "--dy", "-0.7")
    assert "avery-5390, one-sided" in types("printer", "test", "folder", "--stock", "avery-5390", "--sides", "one-sided").stdout
    [pdf] = (folder / "var" / "sheets").glob("test-*.pdf")
    [page] = PdfReader(pdf).pages
    assert "folder, +1.5 mm right, -0.7 mm up" in page.extract_text()
    assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, 612, 792], abs=0.01)


def test_what_was_measured_becomes_a_correction_and_stays(types: Type, database: str):
    first = types("printer", "calibrate", "folder", "--measured", "10.8,9.5")
    assert "folder front: -0.8 mm right, +0.5 mm up (it was none)" in first.stdout
    types("printer", "calibrate", "folder", "--side", "back", "--scale", "1.002")
    second = types("printer", "calibrate", "folder", "--measured", "9.9,10")
    assert "folder front: -0.7 mm right, +0.5 mm up (it was -0.8 mm right, +0.5 mm up)" in second.stdout
    assert "front -0.7 mm right, +0.5 mm up; back +0 mm right, +0 mm up, scaled by 1.002" in types("printer").stdout
    with psycopg.connect(database) as conn:
        why = conn.execute("select why from badgeforge.history where what = 'calibration' order by id limit 1").fetchone()
    assert why == ("folder: front -0.8 mm right, +0.5 mm up",)
    types("printer", "add", "folder", "--folder", "var/sheets")
    assert "scaled by 1.002" in types("printer").stdout, "a printer that is entered again keeps its corrections"
    types("printer", "calibrate", "folder", "--side", "back", "--scale", "1")
    assert "none (it was" in types("printer", "calibrate", "folder", "--dx", "0", "--dy", "0").stdout
    assert "mm right" not in types("printer").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("calibrate", "folder"), 2, "say what makes up for the printer's offset: --dx, --dy and --scale, or --measured"),
        (("calibrate", "folder", "--dx", "1", "--measured", "10,10"), 2, "say what makes up"),
        (("calibrate", "folder", "--dx", "21"), 2, "21.0 is not in the range -20.0<=x<=20.0"),
        (("calibrate", "folder", "--dx", "nan"), 2, "nan is no number to measure by"),
        (("calibrate", "folder", "--scale", "0.5"), 2, "0.5 is not in the range 0.9<=x<=1.1"),
        (("calibrate", "folder", "--measured", "10"), 2, "LEFT,BOTTOM or LEFT,BOTTOM,SCALE in mm, such as 11.2,9.5,189.6, not '10'"),
        (("calibrate", "folder", "--measured", "10,x"), 2, "not '10,x'"),
        (("calibrate", "folder", "--measured", "10,10,150"), 1, "is a4-2x2 the stock of the test sheet?"),
        (("calibrate", "nobody", "--dx", "1"), 1, "no printer is called nobody; known are folder"),
        (("test", "nobody"), 1, "no printer is called nobody; known are folder"),
        (("test", "folder", "--stock", "a3"), 1, "no stock is named 'a3'"),
    ],
)
def test_a_wrong_wish_changes_nothing(types: Type, arguments: tuple[str, ...], code: int, said: str):
    result = types("printer", *arguments)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert "mm right" not in types("printer").stdout
