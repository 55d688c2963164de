"""badgeforge with badges that take as long, and fail as badly, as their own fields say: `seconds`; `gate`, a file that they wait for; and
`crash` with any text."""

import time
from pathlib import Path

from badge_forge import cli, slot_work
from forge.slot import BadgeOrder, StoredBadge, render_badge
from tests.services.quick_node import hurry


def render_odd(order: BadgeOrder) -> StoredBadge:
    """In the slot, as the real one. A text in a badge cannot hold NUL, an exception's can."""
    time.sleep(float(order.fields.get("seconds", 0)))  # what the badge takes, not a wait for anything
    if gate := order.fields.get("gate"):
        Path(f"{gate} {order.id}").touch()  # it is under way
        while not Path(gate).exists():
            time.sleep(0.01)  # polls for a file that another process makes, which tells nobody; the wait is for the file, not for a time
    if crash := order.fields.get("crash"):
        raise RuntimeError(f"{crash} \0 \ud800")
    return render_badge(order)


def main() -> None:
    hurry()
    slot_work.render_badge = render_odd
    cli.main()
