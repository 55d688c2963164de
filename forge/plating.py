"""Whether a badge can be printed from a plate, and the plate.

It can where nothing but the lines of its texts and the QR code differs from badge to badge, and where our arithmetic puts them where
WeasyPrint does. Both are tried: two pages with unlike texts must leave the same operators.
"""

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from forge.checking import outside
from forge.composing import Composer, probe
from forge.design import Design
from forge.layout import Layout, inks, places
from forge.page import Block, Entry, Page, of_badge
from forge.plate import MARK_SVG, Place
from forge.plates import Plate, engrave
from forge.setting import REST

_PROBES: Final = (("", "ltr", "Hx", 40.0), ("ja", "rtl", "Mxn", 28.0))
"""language, direction, text, size in points"""


class Plating:
    """Makes the plates of a design."""

    def __init__(self, design: Design, page: Page, layout: Layout, composer: Composer) -> None:
        self._design = design
        self._page = page
        self._layout = layout
        self._composer = composer

    def plate(self, entry: Entry, blocks: Mapping[str, Block]) -> tuple[Plate | None, Any]:
        """The plate of all badges of this type that fill the same fields, None where none can be, and a page it was tried on."""
        own = [self._design.fields[name] for name in blocks if of_badge(self._design.fields[name].content)]
        made: list[Plate] = []
        for language, direction, text, size in _PROBES:
            probes = {field.name: probe(field, language, direction, text=text, size=size) for field in own}
            html = self._page.html(entry, {**blocks, **probes}, code=Markup(MARK_SVG))  # noqa: S704 - constant
            document = self._layout.lay_out(html)
            marks = self._marks(entry, document, probes)
            shared = [ink for ink in inks(document) if ink.part.removesuffix(REST) not in probes]
            if marks is None or not self._page.is_shared or outside(shared, self._design, ()):
                return None, document
            with self._layout.stumbling():
                made.append(engrave(document, marks, probes))
        complete = {*probes} <= {*made[0].fields}
        return made[0] if complete and made[0].pages == made[1].pages else None, document

    def _marks(self, entry: Entry, document: Any, probes: Mapping[str, Block]) -> list[Place] | None:
        """The probed lines in the layout; None unless all of them stand where we place them, letter by letter what we set."""
        placed = [each for name, block in probes.items() for each in self._composer.placed(entry, name, block)]
        parts = {each.part for each in placed}
        marks = [place for place in places(document) if place.part in parts]
        ours = all(any(mark.is_line(each.part, each.line.layout.text, each.x, each.y) for each in placed) for mark in marks)
        return marks if ours and {mark.part for mark in marks} == parts else None
