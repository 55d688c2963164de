"""What runs in a slot's process for step 2: one badge a call. Bytes travel as files, so only names cross the pipe.

The node and every command import this page for its names: WeasyPrint, which takes a second to import, waits for the first call."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from forge.attendee import Attendee
from forge.design import Design
from forge.errors import ForgeError
from forge.event import EventText
from ledger.store import Store
from ledger.values import Millimetre

if TYPE_CHECKING:
    from forge.rendering import Badge, Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeOrder:
    """One badge to be rendered. root: the store's folder; design: its digest there; accept: print it whatever it looks like;
    photos: the folder of attendees' photos; photo: the digest of this one's, "" for none."""

    root: Path
    design: str
    id: str
    name: str
    company: str = ""
    type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    event: EventText
    accept: bool = False
    photos: Path | None = None
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBadge:
    """A badge's PDF in the store. pdf: its key; lengths in mm; made_of: see `made_of`."""

    pdf: str
    trim_width: Millimetre
    trim_height: Millimetre
    bleed: Millimetre
    pages: int
    warnings: tuple[str, ...]
    made_of: str


def design_key(digest: str) -> str:
    """Where a design's archive lies in the store."""
    return f"design/{digest}.zip"


def made_of(order: BadgeOrder, maker: str) -> str:
    """A digest of all that a badge is made of: with the same one it has the same bytes. maker: what `maker` says.

    What a person accepts is not in it: a badge that was made without asking anybody is the same where somebody would have been asked."""
    content = {name: value for name, value in asdict(order).items() if name not in {"root", "accept", "photos"}}
    text = json.dumps({"content": content, "by": maker}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def maker() -> str:
    """A digest of the programs and fonts of this process."""
    from forge.maker import fingerprint

    return fingerprint()


def prepare() -> None:
    """Import what draws badges, which takes a second that is not the first badge's."""
    _renderer()


def draw_badge(order: BadgeOrder) -> "Badge":
    """Render one badge. Raises CannotRender."""
    attendee = Attendee(id=order.id, name=order.name, company=order.company, type=order.type, fields=order.fields)
    design = _design(order.root, order.design)
    return _renderer().render(attendee, design, event=order.event, accept=order.accept, photos=order.photos)


def inspect_type(root: Path, digest: str, kind: str, event: EventText) -> list[str]:
    """What WeasyPrint says of a design, with a badge of this type. Raises DesignError."""
    return _renderer().inspect(_design(root, digest), kind, event)


def render_badge(order: BadgeOrder) -> StoredBadge:
    """Render one badge and keep it in the store. Raises CannotRender."""
    badge = draw_badge(order)
    return StoredBadge(
        pdf=Store(root=order.root).put("badge", badge.pdf),
        trim_width=badge.trim.width,
        trim_height=badge.trim.height,
        bleed=badge.bleed,
        pages=badge.pages,
        warnings=tuple(badge.warnings),
        made_of=made_of(order, maker()),
    )


def warm_up(root: Path, designs: Sequence[str], event: EventText) -> "Badge | None":
    """Make the plates of each design, so that the first badge of the morning is as fast as the others; designs: digests.

    Returns a badge for whoever comes after this step, where there is one."""
    badge = None
    for digest in designs:
        with suppress(ForgeError, MemoryError):  # its badges will fail by name and say why
            badge = _renderer().warm(_design(root, digest), event)
    return badge


@cache
def _renderer() -> "Renderer":
    from forge.rendering import Renderer

    return Renderer()


@cache
def _design(root: Path, digest: str) -> Design:
    return Design.from_archive(digest, Store(root=root).path(design_key(digest)).read_bytes())
