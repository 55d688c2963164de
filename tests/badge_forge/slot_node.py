"""A node that is killed by a test: slots, one of them busy for ever."""

import asyncio
import sys
from pathlib import Path

from badge_forge.slots import Slots
from tests.badge_forge import slot_tasks


async def main(folder: Path, how: str) -> None:
    slots = Slots(count=2, preload=["tests.badge_forge.slot_tasks"])
    await slots.start()
    (folder / "ready").write_text(await slots.call(slot_tasks.temporary))
    if how == "forget":
        return
    if how == "hang":
        await slots.call(slot_tasks.hang_with_the_lock_held, folder / "started", timeout_s=1)
    await slots.call(slot_tasks.wait_for, folder / "gate", "busy", folder / "started")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
