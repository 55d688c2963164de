"""Rendering against what others do with the same design: the sample list of 100 names in many scripts, everything warm.

naive: a fresh `HTML(string).write_pdf()` for each badge, JPEG artwork, TTF fonts and QR code included; shared: WeasyPrint with shared
fonts, styles and images; typst: a warm compiler that is told our sizes and lines. CPU of this process. All take turns on one slice of
the badges after the other, so that a busy machine disturbs all alike; a ratio is the median of the slices.
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
from tests.benchmarks import render_slots, typst_badge
from tests.benchmarks.sample import sample
from tests.forge.plain import final_html, naive_pdf

EVENT: Final = EventText(key="bench", name="Paper & Queues", dates="24-26 November 2026", place="Lisbon")
SLICE: Final = 10

type Way = Callable[[Attendee], bytes]
EMOJI: Final = ("Kim 🎉 Lee", "Ann 🦄 O'Neil", "🚀 Bob", "Zoë 👩‍🚀 Żak")


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    people, design = sample(), find("conference")
    with tempfile.TemporaryDirectory() as folder:
        ways = _ways(Path(folder), people, design)
        spent = _in_turn(ways, list(batched(people, SLICE, strict=False)))
    ours, kinds = ways["ours"], _kinds(people)
    sizes = [len(ours(person)) for person in people]
    return [
        *(_row(f"render.{kind}_ms", 1000 * _cpu(ours, of_kind) / len(of_kind), "CPU ms a badge", AIMS[kind]) for kind, of_kind in kinds),
        *(_row(f"render.{peer}_ratio", _ratio(spent["ours"], spent[peer]), "ours / theirs", AIMS[peer]) for peer in PEERS),
        _row("render.kb", statistics.mean(sizes) / 1000, "KB a badge", 20),
        _row("render.peak_mb", _peak(), "MB, 1,000 badges in one slot", None),
        _row("render.slots2_speedup", asyncio.run(render_slots.speedup(people, design, EVENT)), "badges a second, 2 slots / 1", 1.7),
    ]


AIMS: Final = {"latin": 10, "cjk": None, "emoji": None, "mixed": None, "naive": 0.14, "shared": 0.5, "typst": 3}
PEERS: Final = ("naive", "shared", "typst")


def _ways(folder: Path, people: Sequence[Attendee], design: Design) -> dict[str, Way]:
    """What makes a PDF of an attendee; what is given to the others is prepared here, in nobody's time."""
    ours, shared = Renderer(), Renderer(whole=True)
    for name, content in design.files.items():
        (folder / name).write_bytes(content)
    compile_badge = typst_badge.compiler(folder, design)
    for person in people:
        ours.render(person, design, event=EVENT)
        shared.render(person, design, event=EVENT)
    pages = {person.id: final_html(person, design, EVENT) for person in people}
    inputs = {person.id: typst_badge.inputs(ours, person, design, EVENT) for person in people}
    compile_badge(next(iter(inputs.values())))
    return {
        "ours": lambda person: ours.render(person, design, event=EVENT).pdf,
        "naive": lambda person: naive_pdf(pages[person.id], design, f"{folder}/"),
        "shared": lambda person: shared.render(person, design, event=EVENT).pdf,
        "typst": lambda person: compile_badge(inputs[person.id]),
    }


def _in_turn(ways: Mapping[str, Way], slices: Sequence[Sequence[Attendee]]) -> dict[str, list[float]]:
    turns = [{name: _cpu(way, people) for name, way in ways.items()} for people in slices]
    return {name: [turn[name] for turn in turns] for name in ways}


def _kinds(people: Sequence[Attendee]) -> list[tuple[str, list[Attendee]]]:
    latin = [person for person in people if max(person.name + person.company) < "\u0250"]
    cjk = [person for person in people if any(block(char) for char in person.name)]
    emoji = [Attendee(id=name, name=name, company="Party & Co", type="attendee") for name in EMOJI]
    return [("latin", latin), ("cjk", cjk), ("emoji", emoji), ("mixed", list(people))]


def _cpu(way: Way, people: Sequence[Attendee]) -> float:
    began = time.process_time()
    for person in people:
        way(person)
    return time.process_time() - began


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
