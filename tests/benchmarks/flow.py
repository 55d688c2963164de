"""The whole flow: what it costs beside rendering and imposing, how many badges it makes in a second, how soon an urgent one is at CUPS.

A real node with two slots, the embedded PostgreSQL as it is shipped (fsync on), a private cupsd whose printers take a sheet at once.
BENCH_BADGES (5000) and BENCH_URGENT (40) bound it."""

import csv
import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psutil
import psycopg

from badge_forge.postgres import EmbeddedPostgres
from tests.acceptance.conftest import Database
from tests.benchmarks import measured_node
from tests.services.cups import PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import ROOT, Program, wait_for

SAMPLE = ROOT / "forge" / "samples" / "attendees.csv"
BUSY = 50
"""badges of the crowd beside each urgent one and its reprint: enough that it outlasts them"""
WARM_UP = 200
"""badges before anything is measured: a node takes jobs while its slots warm up"""
LATENCIES = """
select extract(epoch from j.released_at - o.inserted_at at time zone 'utc') * 1000
from oban_jobs o
join badgeforge.print p on p.job = o.id
join badgeforge.print_job j on j.sheet = p.sheet
where o.queue = 'desk' and o.args ->> 'id' like %s and (o.args ? 'reason') = %s
"""
"""from the insert of an urgent badge's row to the moment when CUPS was told to print its sheet, ms, by the database's clock"""

CONFIRMED = """
select count(*) from badgeforge.print p join badgeforge.badge b on b.id = p.badge where p.confirmed is not null and b.badge_id like %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything that runs."""

    program: Program
    db: Database
    cups: PrivateCups
    conn: psycopg.Connection[Any]
    """for questions that cost the database little"""
    roots: tuple[psutil.Process, ...]
    """the node's and the database's first processes"""
    notes: Path

    def cpu(self) -> float:
        """Seconds of CPU so far of the node, its slots, the database and cupsd, without the simulated printers."""
        return sum(_tree(root) for root in self.roots) + sum(psutil.Process(self.cups.pid).cpu_times()[:2])


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    count, urgent = int(os.environ.get("BENCH_BADGES", "5000")), int(os.environ.get("BENCH_URGENT", "40"))
    with services() as bench:
        idle, reprints = latencies(bench, "idle", urgent)
        busy, busy_reprints = latencies(bench, "busy", urgent, beside=urgent * BUSY)
        overhead, rate = batch(bench, count)
    return [
        {"name": "flow.overhead_ms", "value": overhead, "unit": "CPU ms a badge", "aim": 8},
        {"name": "flow.badges_per_s", "value": rate, "unit": "badges a second", "aim": 30},
        {"name": "flow.urgent_p50_ms", "value": statistics.median(idle), "unit": "ms", "aim": None},
        {"name": "flow.urgent_p95_ms", "value": p95(idle), "unit": "ms", "aim": 150},
        {"name": "flow.urgent_busy_p95_ms", "value": p95(busy), "unit": "ms", "aim": 200},
        {"name": "flow.reprint_p50_ms", "value": statistics.median(reprints), "unit": "ms", "aim": None},
        {"name": "flow.reprint_busy_p95_ms", "value": p95(busy_reprints), "unit": "ms", "aim": None},
    ]


@contextmanager
def services() -> Iterator[Bench]:
    """A node with a queue for lists and one for a desk, each with a printer."""
    with service_folder() as folder, private_cups() as cups, EmbeddedPostgres(root=folder / "pg") as postgres:
        printers = "".join(f'[printers.{name}]\nserver = "{cups.address}"\n' for name in ("hall", "door"))
        queues = '[queues.badges]\nprinters = ["hall"]\n[queues.desk]\nprinters = ["door"]\ndesk = true\n'
        entries = f'[event]\nkey = "e"\nname = "Bench"\n[node]\nlog_names = false\n{printers}{queues}'
        program = Program(folder, postgres.dsn, entries, slots=2)
        (notes := folder / "notes").mkdir()
        program.environment[measured_node.NOTES] = str(notes)
        for name in ("hall", "door"):
            cups.add_queue(name)
        with program.node(module=measured_node.__name__) as node:
            postmaster = int((folder / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])
            roots = (psutil.Process(node.pid), psutil.Process(postmaster))
            with psycopg.connect(postgres.dsn, autocommit=True) as conn:
                bench = Bench(program=program, db=Database(postgres.dsn), conn=conn, cups=cups, roots=roots, notes=notes)
                bench.db.insert(*people(WARM_UP, "warm"))
                wait_until_confirmed(bench, "warm", WARM_UP)
                yield bench


def latencies(bench: Bench, tag: str, count: int, *, beside: int = 0) -> tuple[list[float], list[float]]:
    """Of urgent badges and of their reprints: in turn one and the other, each when the one before it is confirmed."""
    crowd = f"{tag}.crowd"
    if beside:
        bench.db.insert(*people(beside, crowd))
        wait_for(lambda: confirmed(bench, crowd), what="the batch is under way")
    wishes = [wish for person in people(count, tag) for wish in (person, {**person, "reason": "lost"})]
    for number, wish in enumerate(wishes, 1):
        bench.db.insert(wish, queue="desk")
        wait_for(lambda number=number: confirmed(bench, tag) == number, what=f"{number} confirmations")
    if beside:
        assert confirmed(bench, crowd) < beside, "the batch ended before the urgent badges: make it longer"
        wait_until_confirmed(bench, crowd, beside)
    first, again = ([float(found) for (found,) in bench.db.rows(LATENCIES, f"{tag}-%", reprint)] for reprint in (False, True))
    return first, again


def batch(bench: Bench, count: int) -> tuple[float, float]:
    """(CPU ms a badge beside rendering and imposing, badges a second) of a list, from its import to its last confirmation."""
    listed = bench.program.folder / "list.csv"
    write_list(listed, people(count, "list"))
    before, noted = bench.cpu(), measured_node.noted(bench.notes)
    assert bench.program.run("print", str(listed)).returncode == 0
    wait_until_confirmed(bench, "list", count)
    beside = bench.cpu() - before - (measured_node.noted(bench.notes) - noted)
    [(seconds,)] = bench.db.rows(
        "select extract(epoch from max(p.confirmed_at) - min(b.at)) from badgeforge.print p join badgeforge.batch b on b.id = p.batch"
    )
    return 1000 * beside / count, count / float(seconds)


def people(count: int, tag: str) -> list[dict[str, object]]:
    """The shipped sample list, again and again under new ids that begin with the tag."""
    with SAMPLE.open(encoding="utf-8", newline="") as sample:
        known = list(csv.DictReader(sample))
    return [{**person, "id": f"{tag}-{n}"} for n, person in enumerate(islice(cycle(known), count))]


def write_list(file: Path, listed: list[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["id", "name", "company", "type"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(listed)


def confirmed(bench: Bench, tag: str) -> int:
    """How many of a tag's badges are."""
    found = bench.conn.execute(CONFIRMED, [f"{tag}-%"]).fetchone()
    return int(found[0]) if found else 0


def wait_until_confirmed(bench: Bench, tag: str, count: int) -> None:
    """Asks twice a second, so that the questions are no part of what is measured."""
    deadline = time.monotonic() + 120 + count / 5
    while (found := confirmed(bench, tag)) < count:
        assert time.monotonic() < deadline, f"{found} of {count} confirmations"
        time.sleep(0.5)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _tree(root: psutil.Process) -> float:
    """CPU of a process, of those it started, and of those that ended and were waited for."""
    total = sum(root.cpu_times()[:4])
    for child in root.children(recursive=True):
        try:
            total += sum(child.cpu_times()[:4])
        except psutil.NoSuchProcess:  # it ends now: its parent counts it
            continue
    return float(total)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
