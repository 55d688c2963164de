"""What the typesetters without a text fit are told of a badge: our lines, sizes and places. They have no search to do."""

from typing import Any

from forge import qr
from forge.attendee import Attendee
from forge.design import Design
from forge.errors import CannotRender
from forge.event import EventText
from forge.page import Entry
from forge.rendering import Renderer
from forge.shaping import PIXEL_PT, Placed

WEIGHTS = {"event": 700, "name": 700, "type": 700}


def badge(renderer: Renderer, attendee: Attendee, design: Design, event: EventText) -> dict[str, Any]:
    """The band's colour, the QR code, and the lines of a badge; x and y in points from the trim's upper left corner."""
    press, kind = renderer._press(design), design.types[attendee.type]
    entry = Entry(attendee=attendee, kind=kind, event=event)
    settings = press._estimated(entry, _refuse)
    seen = {name: press._composer.placed(entry, name, setting.block) for name, setting in settings.items()}
    colours = {"event": "#ffffff", "when": "#dfe6f5", "type": kind.text}
    lines = [_line(each, colours.get(name, "#0f1a30"), WEIGHTS.get(each.part, 400)) for name, found in seen.items() for each in found]
    return {"colour": kind.colour, "qr": str(qr.svg(qr.code(attendee.id))), "lines": lines}


def _line(placed: Placed, colour: str, weight: int) -> dict[str, Any]:
    size = placed.line.style["font_size"] * PIXEL_PT
    where = {"x": placed.x * PIXEL_PT, "y": placed.y * PIXEL_PT}
    return {**where, "text": placed.line.layout.text, "size": size, "weight": weight, "colour": colour}


def _refuse(why: CannotRender) -> None:
    raise why
