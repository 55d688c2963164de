"""A node that ends, as by kill -9, the first time it passes a crash point: `dying_node.py CONFIG POINT [SIGNAL]`.

With SIGSTOP it only stands still there, with all that it holds, until somebody lets it go on."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from badge_forge.config import load
from badge_forge.database import connected
from badge_forge.logs import set_up
from badge_forge.node import Node
from ledger.points import Point
from tests.services.quick_node import hurry


async def main(config_file: str, wanted: str, how: str = "SIGKILL") -> None:
    marker = Path(config_file).with_name(f"reached {wanted}" if how == "SIGSTOP" else "reached")

    def reached(point: Point) -> None:
        if point == wanted and not marker.exists():
            marker.write_text(point)
            os.kill(os.getpid(), signal.Signals[how])

    hurry()
    config = load(Path(config_file))
    set_up(log_names=True)
    async with connected(config, size=20) as pool, Node(config=config, pool=pool, reached=reached).run():
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
