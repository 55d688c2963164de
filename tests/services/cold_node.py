"""badgeforge whose slots warm up until there is a file `warm.gate` beside the store, and then fail."""

import time
from pathlib import Path

from badge_forge import cli, slot_work


def warm(root: Path, *_: object) -> None:
    """In the slot."""
    (root.parent / "warming").touch()
    while not (root.parent / "warm.gate").exists():
        time.sleep(0.01)  # until somebody opens it
    raise RuntimeError("no fonts")


def main() -> None:
    slot_work.warm = warm
    cli.main()
