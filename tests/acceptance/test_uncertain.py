"""A printer that is switched off under a sheet: CUPS calls the job completed, nobody confirms a badge, and a person decides."""

from pathlib import Path

from tests.acceptance.conftest import Database
from tests.services.cups import IppPrinter, private_cups
from tests.services.folders import service_folder
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

NAMES = ["Anna", "Bela", "Cora", "Dana", "Elif", "Fritz", "Greta", "Hana"]


def on_paper(printer: IppPrinter) -> list[str]:
    """By the printer's own files."""
    return [name for done in printer.done() for name in names_by_slot(done.file, set(NAMES)).values()]


def test_a_false_completed_is_uncertain_until_a_person_says_what_lies_in_the_tray(tmp_path: Path, db: Database):
    with service_folder() as folder, IppPrinter(folder / "printer") as printer, private_cups() as cups:
        cups.add_printer("office", printer)
        config = f'[event]\nkey = "e"\n[printers.office]\nserver = "{cups.address}"\n[queues.badges]\nprinters = ["office"]\n'
        forge = Program(tmp_path, db.conninfo, config)
        printer.set_mode("slow:60")
        db.insert(*({"id": name, "name": name} for name in NAMES))
        with forge.node():
            wait_for(printer.started, what="the first sheet is on paper")
            wait_for(lambda: db.one("select count(*) from badgeforge.print_job where state = 'released'") == 2, what="both sheets are out")
            printer.kill()
            printer.set_mode("ok")
            printer.start()
            uncertain = "select id from badgeforge.sheet where state = 'uncertain'"
            wait_for(lambda: len(db.rows(uncertain)) == 2, what="both are uncertain: CUPS lost the printer's memory of the second too")
            [complete] = [int(done.title.split("-")[1]) for done in printer.done()]
            [spoiled] = [sheet for (sheet,) in db.rows(uncertain) if sheet != complete]
            in_tray = on_paper(printer)
            assert len(in_tray) == 4
            assert db.one("select count(*) from oban_jobs where queue = 'printing'") == 0
            told = forge.run("status")
            assert told.returncode == 1
            assert all(f"{name} " in told.stdout for name in NAMES)
            assert "uncertain" in told.stdout

            assert f"sheet {complete} is printed, 4 confirmations go out" in forge.run("resolve", str(complete), "--printed").stdout
            wait_for(lambda: db.confirmations() == 4, what="the confirmations of the sheet in the tray")
            assert f"sheet {spoiled} is printed again" in forge.run("resolve", str(spoiled), "--print-again").stdout
            wait_for(lambda: db.confirmations() == 8, what="the confirmations of the other")
            again = forge.run("resolve", str(spoiled), "--print-again")
            assert (again.returncode, f"sheet {spoiled} is printed" in again.stderr) == (1, True)
        assert sorted(on_paper(printer)) == NAMES
        confirmed = db.rows("select args ->> 'name', args ->> 'attempt' from oban_jobs where queue = 'printing' order by 1")
        assert confirmed == [(name, "1" if name in in_tray else "2") for name in NAMES]
        assert forge.run("status").returncode == 0
