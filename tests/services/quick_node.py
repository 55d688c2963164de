"""badgeforge whose slots warm up for attendees alone: for all types and scripts it takes 2 CPU seconds, more than the badges of a test."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from badge_forge import cli, slot_work
from forge.errors import ForgeError
from forge.event import EventText
from forge.slot import BadgeOrder, draw_badge


def warm(root: Path, designs: Sequence[str], event: EventText) -> None:
    """In the slot: what the first badge of a test needs."""
    for design in designs:
        with suppress(ForgeError):
            draw_badge(BadgeOrder(root=root, design=design, id="warm", name="Warm Up", type="attendee", event=event))


def hurry() -> None:
    """The slots of this process's nodes warm up so."""
    slot_work.warm = warm


def main() -> None:
    hurry()
    cli.main()
