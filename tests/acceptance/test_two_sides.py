"""A two-sided design through a batch, to a printer with a driver: what it is asked for, and what comes out of it."""

import shutil
from pathlib import Path

import pikepdf

from tests.acceptance.conftest import Database
from tests.services.cups import IppPrinter, private_cups
from tests.services.folders import service_folder
from tests.services.node import ROOT, Program, wait_for

CONFIG = """[event]
key = "e"
[node]
designs = "designs"
[printers.duplex]
server = "{server}"
[queues.badges]
printers = ["duplex"]
design = "two"
sides = "short-edge"
marks = {{ ink = "all", targets = true }}
"""
BACK = '<div class="face"><p>behind</p></div>'


def two_faced_design(folder: Path) -> None:
    """The shipped design with a back."""
    shutil.copytree(ROOT / "templates" / "conference", folder)
    html, toml = folder / "badge.html", folder / "design.toml"
    html.write_text(html.read_text().replace("<body ", '<body><div class="face" ').replace("</body>", f"</div>{BACK}</body>"))
    toml.write_text(toml.read_text().replace("bleed = 3", "bleed = 3\nfaces = 2"))


def test_a_batch_of_two_sided_badges_is_turned_as_its_queue_says_and_holds_what_fills_no_sheet(tmp_path: Path, db: Database):
    two_faced_design(tmp_path / "designs" / "two")
    (tmp_path / "list.csv").write_text("id,name,type\n" + "".join(f"P{n},Person{n},attendee\n" for n in range(5)))
    with private_cups() as cups, service_folder() as folder, IppPrinter(folder / "duplex") as printer:
        cups.add_printer("duplex", printer)
        forge = Program(tmp_path, db.conninfo, CONFIG.format(server=cups.address))
        with forge.node():
            assert "5 badges on 2 sheets" not in forge.run("print", "list.csv", "--last", "hold").stdout
            wait_for(lambda: db.confirmations() == 4, what="the confirmations of the full sheet")
            assert db.rows("select state, count(*) from badgeforge.print group by 1 order by 1") == [("generated", 1), ("printed", 4)]
            assert "1 sheet closed" in forge.run("queue", "flush", "badges").stdout
            wait_for(lambda: db.confirmations() == 5, what="the last confirmation")
        first, second = printer.done()
        assert {printer.asked(done.title)["IPP_SIDES"] for done in (first, second)} == {"two-sided-short-edge"}
        for done in (first, second):
            with pikepdf.open(done.file) as pdf:
                assert len(pdf.pages) == 2
        sheets = sorted((tmp_path / "var" / "files" / "sheet").rglob("*.pdf"))
        with pikepdf.open(sheets[0]) as pdf:
            assert pdf.pages[0].Resources.ColorSpace.All[0] == "/Separation", "marks as the queue wishes them"
    assert db.rows("select batch is not null, number from badgeforge.sheet order by number") == [(True, 1), (True, 2)]
