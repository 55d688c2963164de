"""CPU of our renderer against a fresh `HTML(string).write_pdf()` for each badge: the same HTML, styles, JPEG artwork and QR code."""

import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

from forge.attendee import Attendee, accept
from forge.design import find
from forge.event import EventText
from forge.rendering import Renderer
from tests.forge.plain import final_html, naive_pdf

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
    "Grace Brewster Hopper",
    "Kim 🎉 Lee",
    "Amelia Hartwell",
    "Łukasz Świątkowski",
)
ROUNDS = 3


def measure() -> list[dict[str, Any]]:
    """`render.naive_ratio` and ours by itself: medians of rounds in which the two take turns, everything warm."""
    people, design, renderer = _people(), find("conference"), Renderer()
    pages = [final_html(person, design, EVENT) for person in people]
    ours, naive = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in design.files.items():
            (Path(folder) / name).write_bytes(content)
        for _ in range(ROUNDS):
            ours.append(_cpu(lambda: [renderer.render(person, design, event=EVENT) for person in people]))
            naive.append(_cpu(lambda: [naive_pdf(page, design, f"{folder}/") for page in pages]))
    mine, theirs = statistics.median(ours), statistics.median(naive)
    return [
        {"name": "render.naive_ratio", "value": mine / theirs, "unit": "ratio", "aim": 0.4},
        {"name": "render.mixed_ms", "value": 1000 * mine / len(people), "unit": "ms CPU a badge", "aim": None},
    ]


def _people() -> list[Attendee]:
    kinds = cycle(find("conference").types)
    return [accept(id=f"B{n}", name=name, company="Sample Works", type=next(kinds)) for n, name in enumerate(NAMES)]


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
