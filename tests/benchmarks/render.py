"""CPU of our renderer against a fresh `HTML(string).write_pdf()` for each badge: the same HTML and styles, the QR included."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from weasyprint import HTML

from forge import rendering
from forge.attendee import Attendee, accept
from forge.design import Design, find
from forge.event import EventText
from forge.layout import Layout
from forge.rendering import Renderer

EVENT = EventText(key="bench", name="Paper & Queues", dates="24-26 November 2026", place="Lisbon")
NAMES = (
    "Ada Lovelace",
    "Zoë Żółkiewska",
    "山田 太郎",
    "محمد الفارسي",
    "Nguyễn Minh Khai",
    "Иван Петров",
    "Jean-Baptiste de la Tour",
    "สมชาย ใจดี",
)
PEOPLE = [
    accept(id=f"B{n}", name=name, company="Sample Works", type=("attendee", "speaker", "sponsor", "organizer")[n % 4])
    for n, name in enumerate(NAMES)
]
ROUNDS = 3


def measure() -> list[dict[str, Any]]:
    """`render.naive_ratio`: medians of rounds in which the two take turns."""
    design, renderer = find("conference"), Renderer()
    pages = [_final_html(renderer, person, design) for person in PEOPLE]
    ours, naive = [], []
    for _ in range(ROUNDS):
        ours.append(_cpu(lambda: [renderer.render(person, design, event=EVENT) for person in PEOPLE]))
        naive.append(_cpu(lambda: [HTML(string=page).write_pdf() for page in pages]))
    mine, theirs = statistics.median(ours), statistics.median(naive)
    return [
        {"name": "render.naive_ratio", "value": mine / theirs, "unit": "ratio", "aim": 0.4},
        {"name": "render.mixed_ms", "value": 1000 * mine / len(PEOPLE), "unit": "ms CPU a badge", "aim": None},
    ]


def _final_html(renderer: Renderer, person: Attendee, design: Design) -> str:
    """The HTML of the badge as it is printed, with its styles in it: what a naive program would hand to WeasyPrint."""
    seen: list[str] = []

    class Noting(Layout):
        def lay_out(self, html: str) -> Any:
            seen.append(html)
            return super().lay_out(html)

    original, rendering.Layout = rendering.Layout, Noting  # type: ignore[misc]
    try:
        Renderer().render(person, design, event=EVENT)
    finally:
        rendering.Layout = original  # type: ignore[misc]
    renderer.render(person, design, event=EVENT)  # warm
    css = design.css + "".join(
        f".type-{k.key} #band {{ background: {k.colour} }} .type-{k.key} #type {{ color: {k.text} }}" for k in design.types.values()
    )
    return seen[-1].replace("<body", f"<style>{css}</style><body", 1)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
