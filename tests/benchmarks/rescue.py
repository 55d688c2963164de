"""How soon a dead node's work is begun by another: two nodes on one database, kill -9 of the one that has the jobs.

On one machine the kernel says who died; elsewhere (a presence folder of its own, as another machine has it) only silence does.
BENCH_RESCUES (10) deaths of each kind."""

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from badge_forge.postgres import EmbeddedPostgres
from tests.acceptance.conftest import Database
from tests.services.folders import service_folder
from tests.services.node import NodeProcess, Program, wait_for

JOBS = 4
TAKES_S = 1
"""badges that a node has in hand when it dies, and how long each takes"""
IN_HAND = "select id, attempted_by[1] from oban_jobs where queue = 'badges' and state = 'executing' and args ->> 'id' like %s"
LEFT = "select count(*) from oban_jobs where queue = 'badges' and state in ('available', 'executing')"
TOOK_OVER = """
select extract(epoch from max(attempted_at) - %s)::float
from oban_jobs
where id = any(%s) and attempted_at > %s
having count(*) = %s
"""


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    deaths = int(os.environ.get("BENCH_RESCUES", "10"))
    with service_folder() as folder, EmbeddedPostgres(root=folder / "pg") as postgres:
        here = takeovers(folder, Database(postgres.dsn), deaths, elsewhere=False)
        far = takeovers(folder, Database(postgres.dsn), deaths, elsewhere=True)
    return [
        {"name": "rescue.p95_s", "value": p95(far), "unit": "s, a node elsewhere", "aim": 5},
        {"name": "rescue.here_p95_s", "value": p95(here), "unit": "s, a node of this machine", "aim": None},
    ]


def takeovers(folder: Path, db: Database, deaths: int, *, elsewhere: bool) -> list[float]:
    """Seconds from each death until the last of the dead node's jobs was begun anew, by the database's clock."""
    with ExitStack() as stack:

        def start(number: int) -> NodeProcess:
            home = folder / (f"machine{number}" if elsewhere else "machine")
            home.mkdir(exist_ok=True)
            sheets = f'[printers.folder]\nkind = "folder"\ntarget = "{folder}/sheets"\n'
            forge = Program(home, db.conninfo, f'[event]\nkey = "e"\n[node]\nlog_names = false\n{sheets}', slots=2)
            return stack.enter_context(forge.node(module="tests.services.odd_badges"))

        found, nodes = [], {start(0), start(1)}
        for number in range(deaths):
            tag = f"{elsewhere}-{number}"
            db.insert(*({"id": f"{tag}-{n}", "name": "Slow", "seconds": TAKES_S} for n in range(JOBS)))
            in_hand = wait_for(lambda tag=tag: _all_in_hand(db, tag), what="all are in hand")
            victim = next(node for node in nodes for name in in_hand.values() if f".{node.pid}." in name)
            found.append(death(db, victim, [job for job, name in in_hand.items() if f".{victim.pid}." in name]))
            nodes = (nodes - {victim}) | {start(number + 2)}
            wait_for(lambda: db.one(LEFT) == 0, what="the survivor has hands free for the next death")
        for node in nodes:
            node.kill()
    return found


def _all_in_hand(db: Database, tag: str) -> dict[int, str]:
    """Which node performs which job, once all are begun."""
    in_hand = dict(db.rows(IN_HAND, f"{tag}-%"))
    return in_hand if len(in_hand) == JOBS else {}


def death(db: Database, node: NodeProcess, jobs: Sequence[int]) -> float:
    """Kill it, and wait until all that it had in hand is begun again."""
    died = db.one("select timezone('utc', clock_timestamp())")
    node.kill()
    return float(wait_for(lambda: db.rows(TOOK_OVER, died, list(jobs), died, len(jobs)), what="another takes over")[0][0])


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed; of less than twenty the largest."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
