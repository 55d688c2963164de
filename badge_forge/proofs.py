"""Badges drawn for whoever looks at a design before anything is printed. The slots are a node's: a badge that never ends, or eats the
memory, ends with its process, and the others are drawn."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from badge_forge import slot_work
from badge_forge.slots import SlotDied, SlotFault, Slots, SlotTimeout
from forge.attendee import Attendee, type_key
from forge.design import Design
from forge.errors import CannotRender, DesignError
from forge.event import EventText
from forge.report import Proof
from forge.slot import BadgeOrder, design_key, prepare
from ledger.store import Store

if TYPE_CHECKING:
    from forge.rendering import Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """findings: sentences about a design; unusable: why no badge of a type can be drawn, by the type's key."""

    findings: tuple[str, ...]
    unusable: Mapping[str, str]


class Proofs:
    """The badges of one design. root: a store that holds it."""

    def __init__(self, *, slots: Slots, root: Path, design: Design, event: EventText, photos: Path | None) -> None:
        self._slots = slots
        self._root = root
        self._design = design
        self._event = event
        self._photos = photos and photos.resolve()

    async def inspect(self) -> Inspection:
        """Look at the design with a badge of each type."""
        found = await asyncio.gather(*map(self._inspect, self._design.types))
        unusable = {kind: why for kind, why in zip(self._design.types, found, strict=True) if isinstance(why, str)}
        findings = dict.fromkeys(line for each in found for line in ([each] if isinstance(each, str) else each))
        return Inspection(findings=tuple(findings), unusable=unusable)

    async def check(self, people: Iterable[Attendee], unusable: Mapping[str, str]) -> list[Proof]:
        """What is to be said of each one's badge, in their order."""
        return await asyncio.gather(*(self._proof(who, unusable.get(type_key(who.type))) for who in people))

    async def draw(self, who: Attendee, *, accept: bool = False) -> "Badge":
        """One badge. Raises CannotRender, also for one that does not end; `accept` as in `Renderer.render`."""
        order = BadgeOrder(
            root=self._root,
            design=self._design.digest,
            id=who.id,
            name=who.name,
            company=who.company,
            type=who.type,
            fields=dict(who.fields),
            event=self._event,
            accept=accept,
            photos=self._photos,
        )
        try:
            return await slot_work.draw(self._slots, order)
        except slot_work.BROKEN as error:
            raise _in_words(error, "it") from error

    async def _inspect(self, kind: str) -> list[str] | str:
        """The findings; or why there is no badge of this type."""
        try:
            return await slot_work.inspect(self._slots, self._root, self._design.digest, kind, self._event)
        except DesignError as error:
            return str(error)
        except slot_work.BROKEN as error:
            return str(_in_words(error, f"one of type {kind}"))

    async def _proof(self, who: Attendee, unusable: str | None) -> Proof:
        if unusable:
            return Proof(who=who, refused=unusable, drawn=False)
        try:
            badge = await self.draw(who)
        except CannotRender as error:
            return Proof(who=who, refused=str(error), drawn=not isinstance(error.__cause__, slot_work.BROKEN))
        return Proof(who=who, warnings=badge.warnings)


@asynccontextmanager
async def proofs(design: Design, *, count: int, event: EventText, photos: Path | None = None) -> AsyncIterator[Proofs]:
    """Slots that draw badges of the design, as fast as they can: somebody waits. count: how many."""
    with TemporaryDirectory(prefix="badgeforge-") as folder:
        store = Store(root=Path(folder))
        store.write(design_key(design.digest), design.archive())
        slots = Slots(count=count, preload=slot_work.PRELOAD, warm=[prepare], niceness=0, memory_bytes=slot_work.SLOT_BYTES)
        async with slots:
            yield Proofs(slots=slots, root=store.root, design=design, event=event, photos=photos)


def _in_words(error: SlotDied | SlotTimeout | SlotFault, what: str) -> CannotRender:
    """For who looks at designs, and knows of no slots."""
    if isinstance(error, SlotFault):
        return CannotRender(error.rule, error.value, error.remedy)
    limits = f"a badge is drawn within {slot_work.BADGE_S:g} s and {slot_work.SLOT_BYTES >> 30} GB of memory"
    how = "took longer, and was ended" if isinstance(error, SlotTimeout) else f"ended its process ({error.value})"
    return CannotRender(limits, f"{what} {how}", "simplify the HTML, CSS and pictures of its design")
