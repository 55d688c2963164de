"""What the tests of the slots look for among the machine's processes, and the slots they start."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRELOAD = ["tests.badge_forge.slot_tasks"]


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def of_session(session: int) -> list[str]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        rest = text.rpartition(")")[2].split()
        if int(rest[3]) == session and rest[0] != "Z":
            found.append(text)
    return found
