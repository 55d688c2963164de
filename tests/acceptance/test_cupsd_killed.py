"""A cupsd that is killed while paper moves: the old backend goes on, the new cupsd prints again and says nothing. People are told."""

from pathlib import Path

from tests.acceptance.conftest import Database
from tests.services.cups import private_cups
from tests.services.node import Program, wait_for


def test_a_sheet_that_came_out_twice_is_uncertain_and_the_next_is_printed_once(tmp_path: Path, db: Database):
    with private_cups() as cups:
        cups.add_queue("twice", "slow:3")
        config = f'[event]\nkey = "e"\n[printers.twice]\nserver = "{cups.address}"\n[queues.badges]\nprinters = ["twice"]\n'
        forge = Program(tmp_path, db.conninfo, config)
        with forge.node() as node:
            db.insert(*({"id": f"P{n}", "name": f"Person{n}"} for n in range(4)))
            wait_for(lambda: db.one("select count(*) from badgeforge.print_job where moving_since is not null"), what="paper moves")
            [(sheet, number)] = db.rows("select sheet, cups_id from badgeforge.print_job where moving_since is not null")
            wait_for((cups.folder / "spool" / f"c{number:05}").exists, what="CUPS has it on its disk; before, it would forget it")
            cups.kill()
            node.run_for(0.5)
            cups.start()
            db.insert(*({"id": f"Q{n}", "name": f"Person{n}"} for n in range(4)))
            ended = "select count(*) from badgeforge.sheet where state in ('printed', 'uncertain')"
            wait_for(lambda: db.one(ended) == 2, what="both sheets have ended")
            assert db.rows("select id from badgeforge.sheet where state = 'uncertain'") == [(sheet,)]
            wait_for(lambda: db.confirmations() == 4, what="the confirmations of the other sheet")
            on_paper = [int(done.title.split("-")[-3]) for done in cups.done("twice")]
            assert sorted(on_paper) == sorted([sheet, sheet, 3 - sheet])
            assert "begun twice: there may be two sheets" in forge.run("status").stdout
