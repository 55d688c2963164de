"""`make chaos`: print sheets on a real cupsd while the node is killed again and again, then count by the backend's own log.

CHAOS_SHEETS (60), CHAOS_KILLS (60) and CHAOS_SEED (random) bound a run; one with the same seed kills after the same delays. Writes
build/chaos.json."""

import json
import os
import random
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
LONGEST_S = 3.0
"""after which a node is killed: a sheet takes a second or two from its row to paper"""
UNSETTLED = """
select (select count(*) from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled'))
     + (select count(*) from oban_jobs where state in ('available', 'scheduled', 'retryable', 'executing'))
"""


def main() -> int:
    sheets, kills = int(os.environ.get("CHAOS_SHEETS", "60")), int(os.environ.get("CHAOS_KILLS", "60"))
    result = measure(sheets=sheets, kills=kills, seed=int(os.environ.get("CHAOS_SEED") or random.randrange(10**6)))
    out = Path("build/chaos.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result) + "\n")
    print(json.dumps(result))
    return 0 if (result["once"], result["lost"], result["doubled"], result["stuck"]) == (sheets, 0, 0, 0) else 1


def measure(*, sheets: int, kills: int, seed: int) -> dict[str, int]:
    """One run, with services of its own."""
    began = time.monotonic()
    with service_folder() as folder, private_cups() as cups, EmbeddedPostgres(root=folder / "pg") as postgres:
        cups.add_queue("chaos")
        result = run(folder, Database(postgres.dsn), cups, sheets=sheets, kills=kills, seed=seed)
    return result | {"seed": seed, "seconds": round(time.monotonic() - began)}


def run(folder: Path, db: Database, cups: PrivateCups, *, sheets: int, kills: int, seed: int) -> dict[str, int]:
    """Kill while it prints, let it finish, and count. The badges come a few before each kill, so that each meets some under way."""
    printer = f'[printers.chaos]\ntarget = "chaos"\nserver = "{cups.address}"\n'
    config = f'[event]\nkey = "e"\n{printer}[queues.badges]\nprinters = ["chaos"]\nlinger = "hold"\n'
    program = Program(folder, db.conninfo, config)
    assert program.run("status").returncode == 0, "the database is migrated by the first command"
    people = [{"id": f"P{n}", "name": f"Person {n}", "type": "attendee"} for n in range(sheets * PER_SHEET)]
    delays = random.Random(seed)
    for kill in range(kills):
        db.insert(*people[len(people) * kill // kills : len(people) * (kill + 1) // kills])
        kill_once(program, delays.uniform(0.05, LONGEST_S))
    with program.node():
        wait_for(lambda: db.one(UNSETTLED) == 0, seconds=300, what="nothing is under way")
    return counted(db, cups, kills)


def kill_once(program: Program, delay_s: float) -> None:
    """kill -9 of a node, so many seconds after it came up."""
    node = NodeProcess(program.command(["up"]), program.environment, program.folder)
    node.wait_until_up()
    node.run_for(delay_s)
    node.kill()


def counted(db: Database, cups: PrivateCups, kills: int) -> dict[str, int]:
    """Sheets by the backend's own log, which knows nothing of us but the titles."""
    on_paper = Counter(int(done.title.split("-")[-3]) for done in cups.done("chaos"))
    printed = {sheet for (sheet,) in db.rows("select id from badgeforge.sheet where state = 'printed'")}
    return {
        "sheets": len(printed),
        "kills": kills,
        "once": sum(1 for times in on_paper.values() if times == 1),
        "lost": len(printed - on_paper.keys()),
        "doubled": sum(1 for times in on_paper.values() if times > 1),
        "uncertain": db.one("select count(*) from badgeforge.sheet where state = 'uncertain'"),
        "stuck": db.one(UNSETTLED),
    }


if __name__ == "__main__":
    sys.exit(main())
