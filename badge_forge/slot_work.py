"""What the stages let the slots do: a badge or a sheet a call."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from badge_forge.slots import SlotDied, SlotError, SlotFault, Slots, SlotTimeout
from forge import slot as forge_slot
from forge.errors import CannotRender, DesignError
from forge.event import EventText
from forge.slot import BadgeOrder, StoredBadge, draw_badge, inspect_type, render_badge
from imposition import slot as imposition_slot
from imposition.errors import ImpositionError
from imposition.slot import SheetOrder, StoredSheet, impose_sheet

if TYPE_CHECKING:
    from forge.rendering import Badge

PRELOAD = ("forge.rendering", "imposition.write")
"""what the forkserver imports for all slots"""
BROKEN = (SlotDied, SlotTimeout, SlotFault)
"""what a stage tries again"""
BADGE_S = 15.0
"""three attempts and the pauses between them settle a badge within a minute"""
SHEET_S = 60.0
SLOT_BYTES = 2 << 30
"""of address space: a hundred badges' worth of fonts and images, and no picture bomb's"""


def warm(root: Path, designs: Sequence[str], event: EventText) -> None:
    """What a new slot does before its first call: a badge of each kind, and a sheet."""
    badge = forge_slot.warm_up(root, designs, event)
    if badge is not None:
        imposition_slot.warm_up(badge.pdf, badge.trim, badge.bleed)


class Maker:
    """What the slots render with: they are asked once, when somebody wants to know. Raises SlotError, or one of BROKEN."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._digest = ""

    async def __call__(self) -> str:
        self._digest = self._digest or await self._slots.call(forge_slot.maker, urgent=True, timeout_s=BADGE_S)
        return self._digest


async def render(slots: Slots, order: BadgeOrder, *, urgent: bool) -> StoredBadge:
    """Step 2. Raises CannotRender, or one of BROKEN."""
    with _faults_named(CannotRender):
        stored: StoredBadge = await slots.call(render_badge, order, urgent=urgent, timeout_s=BADGE_S)
        return stored


async def draw(slots: Slots, order: BadgeOrder) -> "Badge":
    """Step 2 for somebody who looks at the badge. Raises CannotRender, or one of BROKEN."""
    with _faults_named(CannotRender):
        badge: Badge = await slots.call(draw_badge, order, timeout_s=BADGE_S)
        return badge


async def inspect(slots: Slots, root: Path, digest: str, kind: str, event: EventText) -> list[str]:
    """What is wrong with a design, seen with a badge of this type. Raises DesignError, or one of BROKEN."""
    with _faults_named(DesignError):
        findings: list[str] = await slots.call(inspect_type, root, digest, kind, event, timeout_s=BADGE_S)
        return findings


async def impose(slots: Slots, order: SheetOrder, *, urgent: bool) -> StoredSheet:
    """Step 3. Raises ImpositionError, or one of BROKEN."""
    with _faults_named(ImpositionError):
        stored: StoredSheet = await slots.call(impose_sheet, order, urgent=urgent, timeout_s=SHEET_S)
        return stored


@contextmanager
def _faults_named(expected: type[Exception]) -> Iterator[None]:
    """What a stage does not expect of its slot is tried again as the death of a slot is, and then fails with its own words."""
    try:
        yield
    except (expected, SlotError, OSError):
        raise
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise SlotFault("a badge or a sheet is made without a fault of the program", fault, "report it; the others go on") from error
