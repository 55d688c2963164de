"""Rendering against what others do with the same design: 200 names in many scripts, everything warm.

naive: a fresh `HTML(string).write_pdf()` for each badge, JPEG artwork, TTF fonts and QR code included; shared: WeasyPrint with shared
fonts, styles and images; typst: a warm compiler; reportlab: drawn by hand. Those two are told our sizes and lines. CPU of this process.
All take turns on one slice of the badges after the other, so that a busy machine disturbs all alike; a ratio is the median of the slices.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Any, Final

from forge.attendee import Attendee
from forge.design import Design, find
from forge.event import EventText
from forge.fonts import block
from forge.rendering import Renderer
from tests.benchmarks import render_slots, reportlab_badge, told, typst_badge
from tests.benchmarks.sample import sample
from tests.forge.plain import final_html, naive_pdf

EVENT: Final = EventText(key="bench", name="Paper & Queues", dates="24-26 November 2026", place="Lisbon")
NAMES: Final = 200
SLICE: Final = 10
OF_A_KIND: Final = 20
"""badges that are timed for each kind of names"""
EMOJI: Final = ("Kim 🎉 Lee", "Ann 🦄 O'Neil", "🚀 Bob", "Zoë 👩‍🚀 Żak")
AIMS: Final = {"latin": 10, "naive": 0.14, "shared": 0.5, "typst": 3}

type Way = Callable[[Attendee], bytes]
type Spent = dict[str, list[float]]


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    people, design = sample(NAMES), find("conference")
    kinds = _kinds(people)
    with tempfile.TemporaryDirectory() as folder:
        ways = _ways(Path(folder), [*people, *kinds["emoji"]], design)
        mixed = _in_turn(ways, people)
        by_kind = {kind: _in_turn(ways, of_kind[:OF_A_KIND]) for kind, of_kind in kinds.items()} | {"mixed": mixed}
    ours, peers = ways["ours"], [name for name in ways if name != "ours"]
    sizes = [len(ours(person)) for person in people]
    speedups = asyncio.run(render_slots.speedups(people, design, EVENT))
    return [
        *(_row(f"render.{kind}_ms", _ms(spent["ours"]), "CPU ms a badge", AIMS.get(kind)) for kind, spent in by_kind.items()),
        *(_row(f"render.{peer}_ratio", _ratio(mixed["ours"], mixed[peer]), "ours / theirs", AIMS.get(peer)) for peer in peers),
        *(_row(f"render.{peer}_{kind}_ms", _ms(spent[peer]), "CPU ms a badge", None) for peer in peers for kind, spent in by_kind.items()),
        _row("render.kb", statistics.mean(sizes) / 1000, "KB a badge", 20),
        _row("render.peak_mb", _peak(), "MB, 1,000 badges in one slot", None),
        _row("render.slots2_speedup", speedups.ours, "badges a second, 2 slots / 1", 1.7),
        _row("render.slots2_machine", speedups.machine, "the same, half of the badges a call", None),
    ]


def _ways(folder: Path, people: Sequence[Attendee], design: Design) -> dict[str, Way]:
    """What makes a PDF of an attendee; what is given to the others is prepared here, in nobody's time."""
    ours, shared = Renderer(), Renderer(whole=True)
    for name, content in design.files.items():
        (folder / name).write_bytes(content)
    typst, reportlab = typst_badge.compiler(folder), reportlab_badge.drawer(folder)
    pages = {person.id: final_html(person, design, EVENT) for person in people}
    lines = {person.id: told.badge(ours, person, design, EVENT) for person in people}
    ways: dict[str, Way] = {
        "ours": lambda person: ours.render(person, design, event=EVENT).pdf,
        "naive": lambda person: naive_pdf(pages[person.id], design, f"{folder}/"),
        "shared": lambda person: shared.render(person, design, event=EVENT).pdf,
        "typst": lambda person: typst(lines[person.id]),
        "reportlab": lambda person: reportlab(lines[person.id]),
    }
    for way in (ways["ours"], ways["shared"], ways["reportlab"]):  # Typst would remember what it made of the same input
        for person in people:
            way(person)
    typst(told.badge(ours, Attendee(id="warm", name="Warm 王 🎉", type="speaker"), design, EVENT))
    return ways


def _in_turn(ways: Mapping[str, Way], people: Sequence[Attendee]) -> Spent:
    """Seconds of CPU a badge, for each slice."""
    turns = [{name: _cpu(way, each) / len(each) for name, way in ways.items()} for each in batched(people, SLICE, strict=False)]
    return {name: [turn[name] for turn in turns] for name in ways}


def _kinds(people: Sequence[Attendee]) -> dict[str, list[Attendee]]:
    return {
        "latin": [person for person in people if max(person.name + person.company) < "\u0250"],
        "cjk": [person for person in people if any(block(char) for char in person.name)],
        "emoji": [Attendee(id=name, name=name, company="Party & Co", type="attendee") for name in EMOJI],
    }


def _cpu(way: Way, people: Sequence[Attendee]) -> float:
    began = time.process_time()
    for person in people:
        way(person)
    return time.process_time() - began


def _ms(slices: Sequence[float]) -> float:
    return 1000 * statistics.mean(slices)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def _peak() -> float:
    """Of a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.benchmarks.render_peak"], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _row(name: str, value: float, unit: str, aim: float | None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "aim": aim}


if __name__ == "__main__":
    for row in measure():
        print(row)
