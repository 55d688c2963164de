"""What a node stands on breaks under its work and comes back: it goes on by itself, and each badge is on paper once."""

import contextlib
import json
import os
import resource
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from badge_forge.postgres import EmbeddedPostgres
from tests.acceptance.conftest import Database
from tests.services.cut_lines import SYNC, Cut, CutLines
from tests.services.folders import service_folder
from tests.services.memory import peak_kb
from tests.services.node import NodeProcess, Program, wait_for
from tests.services.processes import descendants
from tests.services.sheets import names_by_slot

CONFIG = '[event]\nkey = "e"\n[queues.badges]\nlinger = 0.3\n'
UNDER_WAY = "select count(*) from oban_jobs where state in ('available', 'scheduled', 'retryable', 'executing')"
ONE_ATTEMPT = """
insert into oban_jobs (queue, worker, args, max_attempts)
select 'badges', 'badge_forge.generator.GenerateBadge', args, 1 from jsonb_array_elements(%s::jsonb) as args
"""
WAITING = 10_000
FLOOD = f"""
insert into oban_jobs (queue, worker, args)
select 'badges', 'badge_forge.generator.GenerateBadge', jsonb_build_object('id', 'Flood' || n, 'name', 'Flood', 'note', repeat('x', 2000))
from generate_series(1, {WAITING}) n
"""
CUT = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A node that runs, on a database of its own that can be killed. The rows that are inserted have one attempt."""

    program: Program
    node: NodeProcess
    db: Database
    server: EmbeddedPostgres | None = None
    lines: CutLines | None = None

    def insert(self, prefix: str, count: int, **fields: object) -> None:
        people = [{"id": f"{prefix}{n}", "name": f"{prefix}{n}", **fields} for n in range(count)]
        self.db.rows(ONE_ATTEMPT, json.dumps(people))

    def wait_until(self, prefix: str, count: int, state: str) -> None:
        found = f"select count(*) >= {count} from badgeforge.print p join badgeforge.badge b on b.id = p.badge"
        wait_for(lambda: self.db.one(f"{found} where b.badge_id like '{prefix}%%' and p.state = '{state}'"), what=f"{count} {state}")

    def assert_once(self, prefix: str, count: int) -> None:
        """All of them on paper, confirmed, and no job left."""
        self.wait_until(prefix, count, "printed")
        wait_for(lambda: self.db.one(UNDER_WAY) == 0, what="no job is left")
        names = {f"{prefix}{n}" for n in range(count)}
        on_paper = [name for sheet in self.program.sheets for name in names_by_slot(sheet, names).values()]
        assert sorted(on_paper) == sorted(names)
        confirmed = "select args ->> 'id' from oban_jobs where queue = 'printing' and args ->> 'id' = any(%s)"
        assert sorted(name for (name,) in self.db.rows(confirmed, sorted(names))) == sorted(names)


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    with service_folder() as folder, EmbeddedPostgres(root=folder / "pg") as server, CutLines(server.dsn, folder) as lines:
        program = Program(folder, lines.dsn, CONFIG, slots=2)
        with program.node(module="tests.services.odd_badges") as node:
            yield Hall(program=program, node=node, db=Database(server.dsn), server=server, lines=lines)


def test_a_database_that_was_killed_and_comes_back(hall: Hall):
    """An immediate stop, as a power failure; the node is not touched."""
    hall.insert("Power", 24)
    hall.wait_until("Power", 1, "generated")
    postmaster = Path(f"/proc/{(hall.server._data / 'postmaster.pid').read_text().split()[0]}")
    os.kill(int(postmaster.name), signal.SIGQUIT)
    wait_for(lambda: not postmaster.exists(), what="the server is gone")
    hall.node.run_for(2)
    hall.server.start()
    hall.assert_once("Power", 24)


def test_connections_that_are_cut_again_and_again(hall: Hall):
    """Each statement of the node meets a cut sometimes, its fetches and acknowledgements too."""
    over = threading.Event()

    def cut() -> None:
        while not over.wait(0.05):
            with contextlib.suppress(psycopg.Error):
                hall.db.rows(CUT)

    cutting = threading.Thread(target=cut)
    hall.insert("Cut", 40)
    hall.wait_until("Cut", 1, "requested")
    cutting.start()
    try:
        hall.node.run_for(4)
    finally:
        over.set()
        cutting.join()
    hall.assert_once("Cut", 40)


def test_commits_that_are_cut_at_each_end(hall: Hall):
    """Of acknowledgements and of the ledger's moves: the server never heard of it, or it is done and the node never heard of that."""
    ends = [{"request": 0}, {"answer": 0}, {"request": len(SYNC) - 1}, {"answer": 3}]
    hall.lines.arm([Cut(ack=ack, **end) for end in ends for ack in (True, False)])
    hall.insert("Byte", 24)
    wait_for(lambda: hall.lines.left == 0, what="all are cut")
    hall.assert_once("Byte", 24)


def test_a_fetch_whose_answer_was_lost(hall: Hall):
    """The database has the job with this node, and the node knows nothing of it."""
    hall.db.rows(
        "insert into oban_jobs (queue, worker, args, state, attempt, max_attempts, attempted_at, attempted_by)"
        " select 'badges', 'badge_forge.generator.GenerateBadge', '{\"id\": \"Lost0\", \"name\": \"Lost0\"}', 'executing', 1, 1,"
        " timezone('utc', now()), array[node, uuid::text] from oban_producers where queue = 'badges'"
    )
    hall.assert_once("Lost", 1)


def test_a_flood_of_badges_waits_in_the_database_and_not_in_a_node(hall: Hall):
    """A node takes as many as it works on, whatever waits: 20 MB of it here, or 100,000 badges, leave its memory as it is."""
    hall.insert("Before", 8)
    hall.assert_once("Before", 8)
    before = peak_kb(hall.node.pid, reset=True)
    hall.db.rows(FLOOD)
    made = "select count(*) > 40 from badgeforge.print p join badgeforge.badge b on b.id = p.badge where b.badge_id like 'Flood%%'"
    wait_for(lambda: hall.db.one(f"{made} and p.state <> 'requested'"), what="some of them are made")
    taken = hall.db.one("select count(*) from oban_jobs where queue = 'badges' and state = 'executing'")
    hall.db.rows("delete from oban_jobs where queue = 'badges' and state = 'available' and args ->> 'id' like 'Flood%%'")
    grown = peak_kb(hall.node.pid) - before
    wait_for(lambda: hall.db.one(UNDER_WAY) == 0, what="no job is left")
    assert (taken < 200, grown < 15_000) == (True, True), f"{taken} of {WAITING} badges taken, {grown} KB more"


def test_slots_that_are_killed_under_their_badges(hall: Hall):
    gate = hall.program.folder / "gate"
    hall.insert("Slot", 4, gate=str(gate))
    wait_for(lambda: list(gate.parent.glob("gate *")), what="a badge is under way")
    killed = [pid for pid in descendants(hall.node.pid) if "forkserver" in Path(f"/proc/{pid}/cmdline").read_text()][1:]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    gate.touch()
    hall.assert_once("Slot", 4)
    assert len(killed) >= 2
    assert hall.db.one("select max(tries) from badgeforge.print") == 1, "a badge was under way in one of them"


def test_a_disk_that_is_full_for_a_while(hall: Hall):
    """As RLIMIT_FSIZE has it: no file can grow. People are told why nothing comes, and it comes when there is room."""
    limit(hall.node, 1)
    hall.insert("Full", 8)
    wait_for(lambda: "badges and sheets need the store" in hall.program.run("status").stdout, what="it is said")
    told = hall.program.run("status")
    assert (told.returncode, "make room on its disk" in told.stdout) == (1, True), told.stdout
    hall.node.run_for(1)
    assert hall.db.one("select count(*) from badgeforge.print where state = 'failed'") == 0
    limit(hall.node, resource.RLIM_INFINITY)
    hall.assert_once("Full", 8)
    wait_for(lambda: "badges and sheets need the store" not in hall.program.run("status").stdout, what="it is not said any more")
    assert hall.node.log.count("badges and sheets need the store") <= 2, "once, not for each badge; a sheet's file may be another"


def limit(node: NodeProcess, size: int) -> None:
    for pid in (node.pid, *descendants(node.pid)):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
