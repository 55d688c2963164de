"""The same badge by Typst, its compiler kept warm: the fastest typesetter we know of."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

from forge import qr
from forge.attendee import Attendee
from forge.design import Design
from forge.errors import CannotRender
from forge.event import EventText
from forge.page import Entry
from forge.rendering import Renderer
from forge.shaping import PIXEL_PT, Placed

TEMPLATE = Path(__file__).with_name("badge.typ")
WEIGHTS = {"event": 700, "name": 700, "type": 700}


def compiler(folder: Path, design: Design) -> Callable[[str], bytes]:
    """Compiles the template with what `inputs` says."""
    (folder / "badge.typ").write_bytes(TEMPLATE.read_bytes())
    (folder / "header.jpg").write_bytes(design.files["header.jpg"])
    warm = typst.Compiler(str(folder / "badge.typ"), root=str(folder))
    return lambda badge: warm.compile(format="pdf", sys_inputs={"badge": badge}, pdf_tags=False)


def inputs(renderer: Renderer, attendee: Attendee, design: Design, event: EventText) -> str:
    """The lines of a badge where our renderer puts them."""
    press, kind = renderer._press(design), design.types[attendee.type]
    entry = Entry(attendee=attendee, kind=kind, event=event)
    settings = press._estimated(entry, _refuse)
    seen = {name: press._composer.placed(entry, name, setting.block) for name, setting in settings.items()}
    colours = {"event": "#ffffff", "when": "#dfe6f5", "type": kind.text}
    lines = [_line(each, colours.get(name, "#0f1a30"), WEIGHTS.get(each.part, 400)) for name, found in seen.items() for each in found]
    return json.dumps({"colour": kind.colour, "qr": str(qr.svg(qr.code(attendee.id))), "lines": lines})


def _line(placed: Placed, colour: str, weight: int) -> dict[str, Any]:
    size = placed.line.style["font_size"] * PIXEL_PT
    where = {"x": placed.x * PIXEL_PT, "y": placed.y * PIXEL_PT}
    return {**where, "text": placed.line.layout.text, "size": size, "weight": weight, "colour": colour}


def _refuse(why: CannotRender) -> None:
    raise why
