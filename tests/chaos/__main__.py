"""`make chaos`: print sheets on a real cupsd while nodes, slots and PostgreSQL are killed again and again, then count by the printers' own
logs. `make chaos-printers`: on two cupsds, which are killed too, with their backends and an IPP printer.

CHAOS_SHEETS and CHAOS_KILLS bound a run, CHAOS_S (2400) the seconds in which it kills; CHAOS_SEED repeats one: the same kills after the
same delays. Writes build/chaos.json (build/chaos-printers.json); what did not come out as wanted is told, and the run's folder kept.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.kills import CHAOS, PRINTERS, Moment, Victim, schedule
from tests.chaos.people import make_badges, orders
from tests.chaos.run import run, settle
from tests.chaos.site import site
from tests.chaos.verdict import judge, story

SETTLE_S = 240.0
"""after the last kill, until what is not done is called stuck"""
LONGEST_S = 3.0
"""between two kills"""
MOMENT_S = 1.5
"""for a moment to come"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A run. weights: what is killed how often; seconds: of killing; longest_s: between two kills, and then
    moment_s for one of the moments; module: whose `main` a node runs;
    enough: end as soon as so many sheets are seen twice, whatever is under way."""

    sheets: int
    kills: int
    seed: int
    weights: Mapping[Victim, int]
    seconds: float = 2400.0
    longest_s: float = LONGEST_S
    moments: Sequence[Moment] = tuple(Moment)
    moment_s: float = MOMENT_S
    nodes: int = 2
    mortal_printers: bool = False
    module: str = "tests.chaos.node"
    enough: int | None = None


def measure(wish: Wish, folder: Path) -> tuple[dict[str, Any], str]:
    """One run with services of its own, in a folder that CUPS and PostgreSQL can enter: its numbers, and the story of what went wrong."""
    began = time.monotonic()
    plan = orders(wish.sheets)
    kills = schedule(wish.seed, wish.kills, wish.weights, moments=wish.moments, longest_s=wish.longest_s)
    with site(folder, mortal_printers=wish.mortal_printers, module=wish.module, nodes=wish.nodes) as place:
        make_badges(place.program, [person for order in plan for person in order.people])
        place.crew.start()
        course = run(place, plan, kills, seconds=wish.seconds, moment_s=wish.moment_s, enough=wish.enough)
        settling = settle(place, course, seconds=SETTLE_S if wish.enough is None else 0.0)
        done = place.printers.done()
        verdict = judge(place.db, done, course.people)
        told = "\n".join([story(place.db, verdict, done), *place.crew.faults])
        place.crew.stop()
    counts = verdict.counts()
    result = {
        "sheets": counts.pop("sheets"),
        "kills": sum(course.killed.values()),
        **counts,
        "seed": wish.seed,
        "seconds": round(time.monotonic() - began),
        "wanted": sum(order.sheets for order in course.wanted),
        "settled_s": round(settling, 1),
        "fell": len(place.crew.faults),
        **{f"kills.{victim}": course.killed[victim] for victim in wish.weights},
    }
    return result, told.strip()


def as_wanted(result: Mapping[str, Any], *, mortal_printers: bool) -> bool:
    """Nothing lost, doubled, stuck or failed, no node that fell by itself; and nothing uncertain, where no printer dies."""
    bad = ["lost", "doubled", "stuck", "failed", "fell"] + ([] if mortal_printers else ["uncertain"])
    return not any(result[name] for name in bad) and result["sheets"] + result["uncertain"] == result["wanted"]


def main(kind: str) -> int:
    mortal = kind == "chaos-printers"
    wish = Wish(
        sheets=int(os.environ.get("CHAOS_SHEETS", "300" if mortal else "1000")),
        kills=int(os.environ.get("CHAOS_KILLS", "150" if mortal else "500")),
        seed=int(os.environ.get("CHAOS_SEED") or random.randrange(10**6)),
        seconds=float(os.environ.get("CHAOS_S", "2400")),
        weights=PRINTERS if mortal else CHAOS,
        mortal_printers=mortal,
    )
    folder = Path(tempfile.mkdtemp(prefix="bf-chaos-", dir="/tmp"))  # a service's account can enter it, and its path is short
    folder.chmod(0o755)
    result, told = measure(wish, folder)
    out = Path("build") / f"{kind}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result) + "\n")
    print(json.dumps(result))
    if told:
        print(told, file=sys.stderr)
    if as_wanted(result, mortal_printers=mortal):
        shutil.rmtree(folder)
        return 0
    print(f"not as wanted; its logs and sheets are in {folder}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or ["chaos"]))
