"""`make chaos`: print sheets on a real cupsd while the node is killed again and again, then count by the backend's own log.

CHAOS_SHEETS (60), CHAOS_KILLS (60) and CHAOS_SEED (random) bound a run; one with the same seed kills after the same delays. Writes
build/chaos.json."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from badge_forge.postgres import EmbeddedPostgres
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import NodeProcess, Program, wait_for

PER_SHEET = 4


def main() -> int:
    sheets, kills = int(os.environ.get("CHAOS_SHEETS", "60")), int(os.environ.get("CHAOS_KILLS", "60"))
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
    began = time.monotonic()
    with service_folder() as folder, private_cups() as cups, EmbeddedPostgres(root=folder / "pg") as postgres:
        cups.add_queue("chaos")
        result = run(folder, Database(postgres.dsn), cups, sheets=sheets, kills=kills, seed=seed)
    result |= {"seed": seed, "seconds": round(time.monotonic() - began)}
    out = Path("build/chaos.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result) + "\n")
    print(json.dumps(result))
    return 0 if (result["once"], result["lost"], result["doubled"], result["stuck"]) == (sheets, 0, 0, 0) else 1


def run(folder: Path, db: Database, cups: PrivateCups, *, sheets: int, kills: int, seed: int) -> dict[str, int]:
    """Kill while it prints, let it finish, and count."""
    printer = f'[printers.chaos]\ntarget = "chaos"\nserver = "{cups.address}"\n'
    config = f'[event]\nkey = "e"\n{printer}[queues.badges]\nprinters = ["chaos"]\nlinger = 0.5\n'
    program = Program(folder, db.conninfo, config)
    assert program.run("status").returncode == 0, "the database is migrated by the first command"
    db.insert(*({"id": f"P{n}", "name": f"Person {n}", "type": "attendee"} for n in range(sheets * PER_SHEET)))
    delays = random.Random(seed)
    done = sum(killed_once(program, db, delays.uniform(0.05, 3.0)) for _ in range(kills))
    with program.node():
        wait_for(lambda: db.confirmations() == sheets * PER_SHEET, seconds=300, what="all confirmations")
    return counted(db, cups, done)


def killed_once(program: Program, db: Database, delay_s: float) -> int:
    node = NodeProcess(program._command(("up",)), program.environment, program.folder)
    node.wait_until_up()
    try:
        node._process.wait(timeout=delay_s)
    except subprocess.TimeoutExpired:
        node.kill()
    return 1


def counted(db: Database, cups: PrivateCups, kills: int) -> dict[str, int]:
    """Sheets by the backend's own log, which knows nothing of us but the titles."""
    on_paper = Counter(int(done.title.split("-")[-3]) for done in cups.done("chaos"))
    printed = {sheet for (sheet,) in db.rows("select id from badgeforge.sheet where state = 'printed'")}
    unsettled = db.one("select count(*) from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')")
    return {
        "sheets": len(printed),
        "kills": kills,
        "once": sum(1 for times in on_paper.values() if times == 1),
        "lost": len(printed - on_paper.keys()),
        "doubled": sum(1 for times in on_paper.values() if times > 1),
        "uncertain": db.one("select count(*) from badgeforge.sheet where state = 'uncertain'"),
        "stuck": unsettled,
    }


if __name__ == "__main__":
    sys.exit(main())
