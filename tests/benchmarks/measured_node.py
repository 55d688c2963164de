"""A node whose slots note what CPU the rendering and the imposing themselves took: what is left is the flow's."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from forge import slot as forge_slot
from imposition import slot as imposition_slot

NOTES = "BADGEFORGE_BENCH_NOTES"
"""the folder of the notes: a file a slot, a line a call, seconds"""


def render_badge(order: forge_slot.BadgeOrder) -> forge_slot.StoredBadge:
    return _noted(forge_slot.render_badge, order)


def impose_sheet(order: imposition_slot.SheetOrder) -> imposition_slot.StoredSheet:
    return _noted(imposition_slot.impose_sheet, order)


def _noted[O, R](work: Callable[[O], R], order: O) -> R:
    began = time.process_time()
    result = work(order)
    with (Path(os.environ[NOTES]) / str(os.getpid())).open("a") as notes:
        notes.write(f"{time.process_time() - began}\n")
    return result


def noted(folder: Path) -> float:
    """Seconds in all."""
    return sum(float(line) for file in folder.iterdir() for line in file.read_text().splitlines())


def main() -> None:
    """badgeforge, with these in the place of the slots' functions."""
    from badge_forge import cli, slot_work

    slot_work.render_badge, slot_work.impose_sheet = render_badge, impose_sheet
    cli.main()
