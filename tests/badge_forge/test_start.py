"""What a command loads before it does anything: every call at a desk pays for it; and a node whose slots are not warm yet."""

import subprocess
import sys
from pathlib import Path

from tests.acceptance.conftest import Database
from tests.badge_forge.slot_probes import of_session
from tests.services.node import Program, wait_for

COLD = "tests.services.cold_node"
HELD = "select count(*) from oban_jobs where queue = 'badges' and state = 'executing'"
WAITS = "select state in ('available', 'scheduled') and attempt < max_attempts from oban_jobs where queue = 'badges'"


def test_a_command_loads_neither_weasyprint_nor_another_command():
    """WeasyPrint takes 2 s, and is not there at all on the machine that `doctor` is asked about."""
    loaded = "import sys; import badge_forge.cli; badge_forge.cli.badgeforge(['up', '--help'], standalone_mode=False); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "badge_forge.commands.up" in modules
    assert not {"weasyprint", "pypdf", "badge_forge.commands.doctor", "badge_forge.commands.impose"} & set(modules)


def test_a_node_that_is_up_takes_jobs_while_its_slots_warm_up(tmp_path: Path, database: str):
    """And one whose slots turn out not to warm up says why, and gives its jobs back."""
    db, forge = Database(database), Program(tmp_path, database, '[event]\nkey = "e"\n')
    db.insert({"id": "A1", "name": "Ada"})
    with forge.node(module=COLD) as node:
        wait_for(lambda: db.one(HELD), what="the job is taken")
        wait_for((tmp_path / "var" / "warming").exists, what="the slot warms up")
        node.stop()
        wait_for(lambda: not of_session(node.pid), what="nothing outlives it")
    assert db.rows(WAITS) == [(True,)]
    (tmp_path / "var" / "warm.gate").touch()
    ended = forge.run("up", module=COLD)
    assert ended.returncode == 1
    assert "Error: a slot's process starts and warms up: no fonts; run `badgeforge doctor`" in ended.stderr
    assert db.rows(WAITS) == [(True,)]
