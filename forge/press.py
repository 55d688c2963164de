"""A design ready to print: its template, styles, fonts and images, kept warm for all its badges."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from forge import fonts
from forge.attendee import Attendee
from forge.design import BadgeType, Design, TextField
from forge.errors import CannotRender, DesignError
from forge.event import EventText
from forge.fit import POINT_MM
from forge.layout import Ink, Layout, Shape, inks, line_starts, shapes, size_of
from forge.listening import Heard, listening
from forge.page import Block, Line, Page, filled, styles, values
from forge.setting import REST, Setter, Setting, parts_of_name
from forge.text import show

log = logging.getLogger("badgeforge")

SLACK: Final = 0.3
"""points by which laid-out ink may stand out of its box: rounding, a tenth of a millimetre"""
PROBE: Final = 75.0
"""points: 100 CSS pixels"""
KEPT: Final = 512
"""settings kept of texts that many badges share (the event's, the types')"""

type Refuse = Callable[[CannotRender], None]


class Press:
    """Raises DesignError when a style sheet or font of the design is missing."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._page = Page(design)
        with listening() as heard:
            self._layout = Layout(styles=styles(design), files=design.files)
        if heard.files:
            raise DesignError("a design's style sheets and fonts are in its folder", ", ".join(heard.files), "put them there")
        for line in heard.rest:
            log.warning("design %s: %s", design.name, line)
        self._setters: dict[str, Setter] = {}
        self._settings: dict[tuple[object, ...], Setting | None] = {}

    def print(self, attendee: Attendee, kind: BadgeType, event: EventText, refuse: Refuse) -> tuple[bytes, list[str]]:
        """The PDF and its warnings. What is wrong is handed to `refuse`, which raises it, or takes note of it and returns."""
        with listening() as heard:
            document, settings = self._laid_out(attendee, kind, event, refuse)
            self._check_pages(document)
            pdf = self._layout.write(document)
        _judge(heard, refuse)
        return pdf, [*(line for each in settings.values() for line in each.warnings), *heard.rest]

    def _laid_out(self, attendee: Attendee, kind: BadgeType, event: EventText, refuse: Refuse) -> tuple[Any, dict[str, Setting]]:
        """Estimate all sizes, lay out, look at the ink, and step down what stands out of its box, until nothing does."""
        language = fonts.language(attendee.name, attendee.company)
        setter = self._setter(language, attendee, kind, event)
        texts = self._texts(attendee, kind, event)
        settings = {name: self._set(setter, name, text, refuse) for name, text in texts.items()}
        while True:
            blocks = {name: setting.block for name, setting in settings.items()}
            document = self._layout.lay_out(self._page.html(attendee, kind, event, blocks))
            outside = self._outside(document, settings)
            if not outside:
                return document, settings
            for name in outside:
                settings[name] = self._set(setter, name, texts[name], refuse, below=settings[name].size)

    def _texts(self, attendee: Attendee, kind: BadgeType, event: EventText) -> dict[str, tuple[str, ...]]:
        known = values(attendee, kind, event)
        found = {
            name: parts_of_name(attendee) if field.content == "{name}" else (filled(field.content, known),)
            for name, field in self._design.fields.items()
        }
        return {name: texts for name, texts in found.items() if texts[-1]}

    def _set(self, setter: Setter, name: str, texts: tuple[str, ...], refuse: Refuse, *, below: float = 0) -> Setting:
        field = self._design.fields[name]
        limit = below - 0.5 if below else 0
        found = self._kept((name, texts, setter.language, limit), lambda: setter.set(field, texts, limit=limit))
        if found is None:
            refuse(_too_long(field, texts[-1]))
            found = setter.set(field, texts, limit=min(limit, field.wish.smallest), accept=True)
        if found is None:
            raise _too_long(field, texts[-1])
        return found

    def _kept(self, key: tuple[object, ...], make: Callable[[], Setting | None]) -> Setting | None:
        if key not in self._settings:
            if len(self._settings) >= KEPT:
                self._settings.clear()
            self._settings[key] = make()
        return self._settings[key]

    def _setter(self, language: str, attendee: Attendee, kind: BadgeType, event: EventText) -> Setter:
        """The fonts and styles of each field in a language, read from a layout in which each field says `x`."""
        if language not in self._setters:
            blocks = {name: _probe(field, language) for name, field in self._design.fields.items()}
            measures = shapes(self._layout.lay_out(self._page.html(attendee, kind, event, blocks)))
            self._check_fields(measures)
            self._setters[language] = Setter(measures=measures, starts=lambda text: line_starts(text, language), language=language)
        return self._setters[language]

    def _check_fields(self, measures: Mapping[str, Shape]) -> None:
        if absent := [name for name in self._design.fields if name not in measures]:
            place = f"write {{{{ text[{absent[0]!r}] }}}} in it, or take the field out of design.toml"
            raise DesignError("a design's HTML sets each of its fields", f"{self._design.name}: {', '.join(absent)}", place)

    def _check_pages(self, document: Any) -> None:
        design, found = self._design, size_of(document)
        wanted = (design.trim.width / POINT_MM, design.trim.height / POINT_MM)
        if len(found) != design.pages:
            raise DesignError("a badge has one page for each face", f"{design.name}: {len(found)} pages", "mend its HTML or `faces`")
        if any(abs(a - b) > SLACK for page in found for a, b in zip(page, wanted, strict=True)):
            raise DesignError("a page is as large as the trim", f"{design.name}: {found[0]}", "take `size` out of its @page rules")

    def _outside(self, document: Any, settings: Mapping[str, Setting]) -> list[str]:
        """The fields whose ink stands out of their box. A field that left no line in the layout would be lost in silence."""
        seen = list(inks(document))
        lost = settings.keys() - {_field(ink) for ink in seen}
        if lost:
            raise DesignError("a design's HTML sets each of its fields", f"{self._design.name}: {', '.join(sorted(lost))}", "mend it")
        return sorted({_field(ink) for ink in seen if not _inside(ink, self._design.fields[_field(ink)])})


def _probe(field: TextField, language: str) -> Block:
    parts = (field.name, field.name + REST) if field.rest else (field.name,)
    lines = tuple(Line(text="x", part=part, top=0, left=0, right=0, size=PROBE, pitch=PROBE) for part in parts)
    return Block(lines=lines, direction="ltr", language=language)


def _field(ink: Ink) -> str:
    return ink.field.removesuffix(REST)


def _inside(ink: Ink, field: TextField) -> bool:
    left, top = field.x / POINT_MM - SLACK, field.y / POINT_MM - SLACK
    right, bottom = (field.x + field.width) / POINT_MM + SLACK, (field.y + field.height) / POINT_MM + SLACK
    return ink.left >= left and ink.top >= top and ink.right <= right and ink.bottom <= bottom


def _too_long(field: TextField, text: str) -> CannotRender:
    rule = f"the {field.name} fits its box at {field.wish.smallest:g} pt or more"
    return CannotRender(rule, show(text), "shorten it, or accept it as it is")


def _judge(heard: Heard, refuse: Refuse) -> None:
    if heard.glyphs:
        remedy = "install a font that has it, or correct the text"
        refuse(CannotRender("every character has a glyph in an installed font", ", ".join(heard.glyphs), remedy))
    if heard.files:
        remedy = "put it into the design's folder, or correct its name"
        refuse(CannotRender("a badge shows files of its design only, and all of them", ", ".join(heard.files), remedy))
