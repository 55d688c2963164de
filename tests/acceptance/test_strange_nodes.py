"""Nodes that stand still and come back, and one whose clock is wrong, beside one that is well: nothing is lost or comes twice."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.points import Point
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.node import NodeProcess, Program, wait_for
from tests.services.sheets import names_by_slot

SETTLED = "select count(*) = %s from badgeforge.print where confirmed is not null"
[FAKETIME] = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")


def people(prefix: str, count: int) -> list[dict[str, object]]:
    return [{"id": f"{prefix}{n}", "name": f"{prefix}{n}"} for n in range(count)]


@contextmanager
def standing_still(program: Program, point: Point) -> Iterator[NodeProcess]:
    """A node that stops itself (SIGSTOP) when it passes a crash point."""
    command = [sys.executable, "-m", "tests.services.dying_node", str(program.config), point, "SIGSTOP"]
    node = NodeProcess(command, program.environment, program.folder)
    try:
        yield node
    finally:
        print(node.log)
        node.kill()


def test_nodes_that_stood_still_for_longer_than_every_lease_cannot_act(tmp_path: Path, db: Database):
    """One had just given its sheet to CUPS, held; one had just committed that paper may move. A third takes over from both; then they go on
    in the middle of what they did."""
    with private_cups() as cups:
        printers = "".join(f'[printers.{name}]\nserver = "{cups.address}"\n' for name in "ab")
        queues = "".join(f'[queues.{name}]\nprinters = ["{name}"]\nlinger = 0.2\n' for name in "ab")
        program = Program(tmp_path, db.conninfo, f'[event]\nkey = "e"\n{printers}{queues}')
        for name in "ab":
            cups.add_queue(name)
        with standing_still(program, Point.CREATED) as one, standing_still_on(program, db, Point.RELEASING, one) as other:  # noqa: SIM117
            with program.node():
                silent = "select count(*) from badgeforge.node"
                wait_for(lambda: db.one(silent) == 1, what="both are taken for dead")
                wait_for(lambda: db.one(SETTLED, 8), what="what they held is printed")
                for node in (one, other):
                    os.kill(node.pid, signal.SIGCONT)
                wait_for(lambda: db.one(silent) == 3, what="they are nodes again")
                for name in "ab":
                    db.insert(*people(f"Late{name}", 8), queue=name)
                wait_for(lambda: db.one(SETTLED, 24), what="all is confirmed")
        names = {str(each["name"]) for prefix, count in (("a", 4), ("b", 4), ("Latea", 8), ("Lateb", 8)) for each in people(prefix, count)}
        assert on_paper(cups, names) == dict.fromkeys(names, 1)
        assert db.one("select count(*) from oban_jobs where queue = 'printing'") == len(names)


@contextmanager
def standing_still_on(program: Program, db: Database, point: Point, first: NodeProcess) -> Iterator[NodeProcess]:
    """A second one, after the first has stopped over its own queue."""
    db.insert(*people("a", 4), queue="a")
    wait_for((program.folder / f"reached {Point.CREATED}").exists, what="the first stands still")
    with standing_still(program, point) as node:
        db.insert(*people("b", 4), queue="b")
        wait_for((program.folder / f"reached {point}").exists, what="the second stands still")
        assert not first.ended
        yield node


def on_paper(cups: PrivateCups, names: set[str]) -> dict[str, int]:
    return dict(Counter(name for printer in "ab" for done in cups.done(printer) for name in names_by_slot(done.file, names).values()))


def test_a_node_whose_clock_is_set_back_an_hour(tmp_path: Path, db: Database):
    """Beside another on the same queues, under work. Leases and states go by the database's clock, waits by the monotonic one."""
    program = Program(tmp_path, db.conninfo, '[event]\nkey = "e"\n[queues.badges]\nlinger = 0.3\n')
    odd = Program(tmp_path, db.conninfo, program.config.read_text())
    clock = tmp_path / "clock"
    clock.write_text("+0")
    odd.environment |= {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    began = db.one("select now()")
    with odd.node() as other:
        db.insert(*people("Before", 8))
        wait_for(lambda: db.one(SETTLED, 8), what="all of them are confirmed")
        clock.write_text("-1h")
        db.insert(*people("Alone", 16))
        wait_for(lambda: db.one(SETTLED, 24), what="it goes on by itself")
        with program.node():
            db.insert(*people("Beside", 16))
            wait_for(lambda: db.one(SETTLED, 40), what="and with another")
        db.insert(*people("After", 4))
        wait_for(lambda: db.one(SETTLED, 44), what="and when the other has left")
        assert "-1h" in clock.read_text() and not other.ended
    names = [name for sheet in program.sheets for name in names_by_slot(sheet, everyone()).values()]
    assert Counter(names) == dict.fromkeys(everyone(), 1)
    for sql in ("select at from badgeforge.history", "select state_at from badgeforge.print", "select printed_at from badgeforge.print"):
        assert db.one(f"select bool_and(t between %s and now()) from ({sql}) as x (t)", began)


def everyone() -> set[str]:
    return {
        str(each["name"])
        for prefix, count in (("Before", 8), ("Alone", 16), ("Beside", 16), ("After", 4))
        for each in people(prefix, count)
    }
