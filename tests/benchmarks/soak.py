"""A long run through one node: whether its memory is flat, an urgent badge as quick at the end as at the start, and the tables vacuumed.

BENCH_SOAK badges (3000); `make soak` takes 20,000."""

import json
import os
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from tests.benchmarks.flow import LATENCIES, Bench, confirmed, people, services, write_list
from tests.services.node import wait_for

URGENT = 15
"""badges of a desk at the start, and again at the end"""
EARLY, LATE, SETTLED = 0.15, 0.85, 0.25
"""parts of the run: the desk's badges come at the first two; memory counts from the third on, when caches are full"""
STUCK_S = 120
DEAD = """
select max(100.0 * n_dead_tup / (n_live_tup + n_dead_tup))
from pg_stat_user_tables
where n_live_tup + n_dead_tup > 1000
"""


@dataclass(slots=True)
class Watch:
    """memory: of the node and its processes, MB, after so many badges."""

    memory: list[tuple[int, float]] = field(default_factory=list)
    urgent: dict[str, list[float]] = field(default_factory=dict)


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    count = int(os.environ.get("BENCH_SOAK", "3000"))
    with services() as bench:
        watch = run(bench, count)
        [(dead,)] = bench.db.rows(DEAD)
    settled = [megabytes for done, megabytes in watch.memory if done >= SETTLED * count]
    tenth = max(1, len(settled) // 10)
    growth = statistics.median(settled[-tenth:]) - statistics.median(settled[:tenth])
    early, late = (statistics.median(watch.urgent[tag]) for tag in ("early", "late"))
    return [
        {"name": "soak.rss_growth_mb", "value": growth, "unit": f"MB in {count} badges", "aim": 20},
        {"name": "soak.urgent_ratio", "value": late / early, "unit": "an urgent badge's time, end to start", "aim": 1.5},
        {"name": "soak.dead_rows_pct", "value": float(dead or 0), "unit": "% of the worst table", "aim": 50},
    ]


def run(bench: Bench, count: int) -> Watch:
    """Print a list of people who are all different, and watch."""
    listed, watch = bench.program.folder / "soak.csv", Watch()
    write_list(listed, [{**person, "name": f"{person['name']} {n}"} for n, person in enumerate(people(count, "soak"))])
    assert bench.program.run("print", str(listed), seconds=600).returncode == 0
    done, moved = 0, time.monotonic()
    while done < count:
        assert time.monotonic() - moved < STUCK_S, f"{done} of {count} confirmations, and no more for {STUCK_S} s"
        time.sleep(1)  # between two looks: a look costs the machine that is measured
        before, done = done, confirmed(bench, "soak")
        moved = time.monotonic() if done > before else moved
        watch.memory.append((done, memory(bench.roots[0])))
        for tag, part in (("early", EARLY), ("late", LATE)):
            if tag not in watch.urgent and done >= part * count:
                watch.urgent[tag] = latencies(bench, tag)
    return watch


def latencies(bench: Bench, tag: str) -> list[float]:
    """Of urgent badges one after the other, ms from the insert to the printer."""
    for number, person in enumerate(people(URGENT, tag), 1):
        bench.db.insert(person, queue="desk")
        wait_for(lambda number=number: confirmed(bench, tag) == number, what=f"{number} confirmations")
    return [float(found) for (found,) in bench.db.rows(LATENCIES, f"{tag}-%", False)]


def memory(root: psutil.Process) -> float:
    """MB that a process and those it started have for themselves."""
    total = 0
    for process in (root, *root.children(recursive=True)):
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:  # it ends now
            continue
    return total / (1 << 20)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
