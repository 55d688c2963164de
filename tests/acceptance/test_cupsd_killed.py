"""A cupsd that is killed while paper moves: the old backend goes on, the new cupsd prints again and says nothing. People are told."""

import sys
from pathlib import Path

from ledger.points import Point
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.cups_settings import OPEN_POLICY
from tests.services.node import NodeProcess, Program, wait_for

LAZY = f"DirtyCleanInterval 60\n{OPEN_POLICY}"
"""cupsd writes nothing to its disk for a minute; Debian's writes every 30 s"""


def full_sheets(count: int, folder: Path, db: Database, cups: PrivateCups, printer: str, mode: str) -> Program:
    """So many sheets wait for a node, and print at a printer of this mode."""
    cups.add_queue(printer, mode)
    forge = Program(folder, db.conninfo, f'[event]\nkey = "e"\n[printers.{printer}]\nserver = "{cups.address}"\n')
    assert forge.run("queue", "set", "badges", "--printer", printer).returncode == 0
    db.insert(*({"id": f"P{n}", "name": f"Person{n}"} for n in range(4 * count)))
    return forge


def on_disk_under_way(cups: PrivateCups, number: int) -> bool:
    """Whether the file of the job says `processing`: that is what the next cupsd knows of it."""
    job = cups.folder / "spool" / f"c{number:05}"
    return job.exists() and b"job-state\0\4\0\0\0\5" in job.read_bytes()


def dies_at(point: Point, forge: Program) -> NodeProcess:
    """A node that kills itself there."""
    return NodeProcess([sys.executable, "-m", "tests.services.dying_node", str(forge.config), point], forge.environment, forge.folder)


def test_a_sheet_that_came_out_twice_is_uncertain_and_the_next_is_printed_once(tmp_path: Path, db: Database):
    """The printer says all the time that it has no paper, and means another tray."""
    with private_cups() as cups:
        cups.add_queue("twice", "tray")
        config = f'[event]\nkey = "e"\n[printers.twice]\nserver = "{cups.address}"\n[queues.badges]\nprinters = ["twice"]\n'
        forge = Program(tmp_path, db.conninfo, config)
        with forge.node() as node:
            db.insert(*({"id": f"P{n}", "name": f"Person{n}"} for n in range(4)))
            wait_for(lambda: db.one("select count(*) from badgeforge.print_job where moving_since is not null"), what="paper moves")
            [(sheet, number)] = db.rows("select sheet, cups_id from badgeforge.print_job where moving_since is not null")
            wait_for(lambda: on_disk_under_way(cups, number), what="CUPS has it on its disk; before, it would forget it")
            cups.kill()
            node.run_for(0.5)
            cups.start()
            wait_for(lambda: len(cups.started("twice")) == 2, what="the new one prints beside the old one's backend")
            cups.set_mode("twice", "ok")
            db.insert(*({"id": f"Q{n}", "name": f"Person{n}"} for n in range(4)))
            ended = "select count(*) from badgeforge.sheet where state in ('printed', 'uncertain')"
            wait_for(lambda: db.one(ended) == 2, what="both sheets have ended")
            assert db.rows("select id from badgeforge.sheet where state = 'uncertain'") == [(sheet,)]
            wait_for(lambda: db.confirmations() == 4, what="the confirmations of the other sheet")
            on_paper = [int(done.title.split("-")[-3]) for done in cups.done("twice")]
            assert sorted(on_paper) == sorted([sheet, sheet, 3 - sheet])
            assert "begun twice: there may be two sheets" in forge.run("status").stdout


def test_a_sheet_that_nobody_saw_begin_before_its_cupsd_was_killed_is_uncertain(tmp_path: Path, db: Database):
    """The new cupsd says that it began once: it has forgotten the first time."""
    with private_cups() as cups:
        forge = full_sheets(1, tmp_path, db, cups, "unseen", "wait")
        dead = dies_at(Point.UNHELD, forge)
        wait_for(lambda: dead.ended and on_disk_under_way(cups, 1), what="the node is dead, and CUPS has it on its disk, under way")
        cups.kill()
        cups.start()
        wait_for(lambda: len(cups.started("unseen")) == 2, what="the new one prints beside the old one's backend")
        cups.set_mode("unseen", "ok")
        with forge.node():
            why = wait_for(lambda: db.rows("select problem from badgeforge.sheet where state = 'uncertain'"), what="people are told")
            assert "its server was restarted under it: there may be two sheets" in why[0][0]
            assert len(cups.done("unseen")) == 2
            assert db.confirmations() == 0


def test_a_printer_whose_cupsd_lost_a_sheet_that_it_had_printed_gets_the_next_one(tmp_path: Path, db: Database):
    """The new cupsd has it on its disk as under way, finds no document any more, and aborts it: as a printer does that gives a sheet up."""
    with private_cups(f"DirtyCleanInterval 5\n{OPEN_POLICY}") as cups:
        forge = full_sheets(1, tmp_path, db, cups, "lost", "slow:6")
        dead = dies_at(Point.UNHELD, forge)
        wait_for(lambda: dead.ended and on_disk_under_way(cups, 1), what="CUPS has it on its disk, under way")
        wait_for(lambda: cups.done("lost") and not list((cups.folder / "spool").glob("d*")), what="it is printed, its document is gone")
        cups.kill()
        cups.set_mode("lost", "ok")
        cups.start()
        db.insert(*({"id": f"Q{n}", "name": f"Person{n}"} for n in range(4)))
        with forge.node():
            wait_for(lambda: db.confirmations() == 4, what="the next sheet is confirmed")
            [(why,)] = db.rows("select problem from badgeforge.sheet where state = 'uncertain'")
            assert "is aborted (8)" in why
            assert len(cups.done("lost")) == 2


def test_a_release_that_a_killed_cupsd_forgot_is_taken_back_and_uncertain(tmp_path: Path, db: Database):
    """The old backend prints the sheet, and the new cupsd holds its job as if it had never been let go: it waited for ever."""
    with private_cups() as cups:
        forge = full_sheets(1, tmp_path, db, cups, "lazy", "slow:2")
        dead = dies_at(Point.RELEASING, forge)
        wait_for(lambda: dead.ended, what="it died with the sheet held")
        wait_for((cups.folder / "spool" / "c00001").exists, what="CUPS has it on its disk, held")
        cups.restart_with(LAZY)
        with forge.node():
            wait_for(lambda: cups.started("lazy"), what="it was let go, and paper moves")
            cups.kill()
            cups.start()
            why = wait_for(lambda: db.rows("select problem from badgeforge.sheet where state = 'uncertain'"), what="people are told")
            assert "as if it had never been let go" in why[0][0]
            wait_for(lambda: len(cups.done("lazy")) == 1, what="the old backend has printed it")
            assert forge.run("resolve", "1", "--printed").returncode == 0
            wait_for(lambda: db.confirmations() == 4, what="its confirmations")
            assert len(cups.done("lazy")) == 1


def test_a_confirmed_sheet_is_not_printed_again_by_a_cupsd_that_had_not_noted_its_end(tmp_path: Path, db: Database):
    """It was on the disk as under way, with its document: Debian's cupsd writes every 30 s, and keeps documents for a day."""
    with private_cups(f"DirtyCleanInterval 5\nPreserveJobFiles Yes\n{OPEN_POLICY}") as cups:
        forge = full_sheets(1, tmp_path, db, cups, "late", "wait")
        with forge.node():
            wait_for(lambda: on_disk_under_way(cups, 1), what="CUPS has it on its disk, under way")
            cups.set_mode("late", "ok")
            wait_for(lambda: db.confirmations() == 4, what="it is confirmed")
            wait_for(lambda: not (cups.folder / "spool" / "d00001-001").exists(), what="nothing is left to print it from")
            cups.kill()
            cups.start()
            db.insert(*({"id": f"Q{n}", "name": f"Person{n}"} for n in range(4)))
            wait_for(lambda: db.confirmations() == 8, what="the next sheet is confirmed")
            assert len(cups.done("late")) == 2


def test_a_sheet_that_an_operator_holds_at_cups_waits_for_the_operator(tmp_path: Path, db: Database):
    with private_cups() as cups:
        forge = full_sheets(2, tmp_path, db, cups, "held", "wait")
        with forge.node():
            wait_for(lambda: db.one("select count(*) from badgeforge.print_job where state = 'released'") == 2, what="both sheets are out")
            cups.hold(2)
            cups.set_mode("held", "ok")
            wait_for(lambda: db.confirmations() == 4, what="the first is confirmed")
            assert db.one("select count(*) from badgeforge.sheet where state = 'uncertain'") == 0
            cups.let_go(2)
            wait_for(lambda: db.confirmations() == 8, what="the second is confirmed")
            assert len(cups.done("held")) == 2
