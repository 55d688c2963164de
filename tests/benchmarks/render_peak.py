"""Renders the sample list ten times over and prints the peak of its memory in MB: what a slot needs."""

from pathlib import Path

from forge.design import find
from forge.event import EventText
from forge.rendering import Renderer
from tests.benchmarks.sample import again, sample


def main() -> None:
    renderer, design, event = Renderer(), find("conference"), EventText(key="bench", name="Paper & Queues", place="Lisbon")
    for turn in range(10):
        for person in again(sample(), turn):
            renderer.render(person, design, event=event)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    print(int(peak.split()[1]) / 1000)


if __name__ == "__main__":
    main()
