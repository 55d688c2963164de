"""What is looked at before a badge is handed on: ink in its boxes, pages in their frame, and what WeasyPrint complained of."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from forge.composing import Refuse
from forge.design import Design, TextField
from forge.errors import CannotRender, DesignError
from forge.fit import POINT_MM
from forge.layout import size_of
from forge.listening import Heard
from forge.setting import REST
from forge.shaping import Ink

SLACK: Final = 0.3
"""points by which ink may stand out of its box: rounding, a tenth of a millimetre"""


def outside(inks: Iterable[Ink], design: Design, names: Collection[str]) -> list[str]:
    """The fields whose ink stands out of their box. Raises DesignError when one of `names` has no line: its text would be lost."""
    seen = [(ink.part.removesuffix(REST), ink) for ink in inks]
    if lost := set(names) - {name for name, _ in seen}:
        raise DesignError("a design's HTML sets each of its fields", f"{design.name}: {', '.join(sorted(lost))}", "mend it")
    return sorted({name for name, ink in seen if not _inside(ink, design.fields[name])})


def _inside(ink: Ink, field: TextField) -> bool:
    left, top = field.x / POINT_MM - SLACK, field.y / POINT_MM - SLACK
    right, bottom = (field.x + field.width) / POINT_MM + SLACK, (field.y + field.height) / POINT_MM + SLACK
    return ink.left >= left and ink.top >= top and ink.right <= right and ink.bottom <= bottom


def check_pages(document: Any, design: Design) -> None:
    """Raises DesignError unless there is a page of the trim's size for each face."""
    found, wanted = size_of(document), (design.trim.width / POINT_MM, design.trim.height / POINT_MM)
    if len(found) != design.pages:
        raise DesignError("a badge has one page for each face", f"{design.name}: {len(found)} pages", "mend its HTML or `faces`")
    if any(abs(a - b) > SLACK for page in found for a, b in zip(page, wanted, strict=True)):
        raise DesignError("a page is as large as the trim", f"{design.name}: {found[0]}", "take `size` out of its @page rules")


def judge(heard: Heard, refuse: Refuse) -> None:
    """Hand what is missing to `refuse`."""
    if heard.glyphs:
        remedy = "install a font that has it, or correct the text"
        refuse(CannotRender("every character has a glyph in an installed font", ", ".join(heard.glyphs), remedy))
    if heard.files:
        remedy = "put it into the design's folder, or correct its name"
        refuse(CannotRender("a badge shows files of its design only, and all of them", ", ".join(heard.files), remedy))
