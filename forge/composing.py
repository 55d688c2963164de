"""Sets an attendee's texts in the fields of a design: which text, in which fonts, how large, on which lines, where."""

from collections.abc import Callable, Mapping
from typing import Final

from forge import fonts, ideographs
from forge.design import Design, TextField
from forge.errors import CannotRender, DesignError
from forge.fit import POINT_MM, STEP
from forge.layout import Layout, shapes
from forge.page import Block, Entry, Line, Page, filled, of_badge
from forge.setting import REST, Setter, Setting, parts_of_name
from forge.shaping import PIXEL_PT, Placed, Shape, line_starts
from forge.text import key, show

PROBE: Final = 75.0
"""points: 100 CSS pixels"""
KEPT: Final = 512
"""settings of texts that many badges share (the event's, the types')"""

LANGUAGE_FIELDS: Final = frozenset({"language", "lang"})

type Refuse = Callable[[CannotRender], None]


class Composer:
    """Keeps the styles of the fields by type, language and direction, and the settings of texts that badges share."""

    def __init__(self, design: Design, page: Page, layout: Layout) -> None:
        self._design = design
        self._page = page
        self._layout = layout
        self._shapes: dict[tuple[object, ...], dict[str, Shape]] = {}
        self._settings: dict[tuple[object, ...], Setting | None] = {}

    def texts(self, entry: Entry) -> dict[str, tuple[str, ...]]:
        """What stands in each field, without those in which nothing does: one text, or the parts of a name and the whole."""
        found = {
            name: parts_of_name(entry.attendee) if field.content == "{name}" else (filled(field.content, entry.values),)
            for name, field in self._design.fields.items()
        }
        return {name: texts for name, texts in found.items() if texts[-1]}

    def set(self, entry: Entry, name: str, texts: tuple[str, ...], refuse: Refuse, *, below: float = 0) -> Setting:
        """The largest setting, or the largest below a size. What does not fit is handed to `refuse`, and set however small."""
        field, limit = self._design.fields[name], below - STEP if below else 0
        setter = self._setter(entry, field, texts[-1])

        def largest() -> Setting | None:
            return setter.set(field, texts, limit=limit)

        found = largest() if of_badge(field.content) else self._kept((entry.kind, entry.event, name, limit), largest)
        if found is None:
            refuse(_too_long(field, texts[-1]))
            found = setter.set(field, texts, limit=min(limit, field.wish.smallest), accept=True)
        if found is None:
            raise _too_long(field, texts[-1])
        return found

    def placed(self, entry: Entry, name: str, block: Block) -> list[Placed]:
        """The lines of a field as they are drawn."""
        field, found = self._design.fields[name], self._shapes_in(entry, block.language, block.direction)
        return [_placed(field, line, found[line.part], block.direction) for line in block.lines]

    def _kept(self, key: tuple[object, ...], make: Callable[[], Setting | None]) -> Setting | None:
        if key not in self._settings:
            if len(self._settings) >= KEPT:
                self._settings.clear()
            self._settings[key] = make()
        return self._settings[key]

    def _setter(self, entry: Entry, field: TextField, text: str) -> Setter:
        """The badge's texts are set in the language of its name, so that one badge has one kind of ideographs."""
        language = _language(entry) if of_badge(field.content) else ideographs.language((text,), event=entry.event.language)
        measures = self._shapes_in(entry, language, fonts.direction(text))
        return Setter(measures=measures, starts=lambda text: line_starts(text, language), language=language)

    def _shapes_in(self, entry: Entry, language: str, direction: str) -> Mapping[str, Shape]:
        """The fonts and styles of each field, read from a layout in which each field says `x`."""
        key = entry.kind, entry.event, language, direction
        if key not in self._shapes:
            blocks = {name: probe(field, language, direction) for name, field in self._design.fields.items()}
            found = shapes(self._layout.lay_out(self._page.html(entry, blocks)))
            if absent := [name for name in self._design.fields if name not in found]:
                place = f"write {{{{ text[{absent[0]!r}] }}}} in it, or take the field out of design.toml"
                raise DesignError("a design's HTML sets each of its fields", f"{self._design.name}: {', '.join(absent)}", place)
            self._shapes[key] = found
        return self._shapes[key]


def _language(entry: Entry) -> str:
    attendee = entry.attendee
    if not fonts.is_cjk(attendee.name + attendee.company):
        return ""
    said = next((value for field, value in attendee.fields.items() if key(field) in LANGUAGE_FIELDS), "")
    own = (attendee.name, attendee.company)
    return ideographs.language(own, said=said, others=attendee.fields.values(), event=entry.event.language)


def probe(field: TextField, language: str, direction: str, *, text: str = "x", size: float = PROBE) -> Block:
    """One line in each style of a field."""
    parts = (field.name, field.name + REST) if field.rest else (field.name,)
    lines = tuple(Line(text=text, part=part, top=size * row, left=0, right=0, size=size, pitch=size) for row, part in enumerate(parts))
    return Block(lines=lines, direction=direction, language=language)


def _placed(field: TextField, line: Line, shape: Shape, direction: str) -> Placed:
    shaped = shape.shaped(line.text, line.size, line.pitch)
    left, right = field.x / POINT_MM + line.left, (field.x + field.width) / POINT_MM - line.right
    x = left / PIXEL_PT if direction == "ltr" else right / PIXEL_PT - shaped.width
    return Placed(part=line.part, line=shaped, x=x, y=(field.y / POINT_MM + line.top) / PIXEL_PT + shaped.baseline)


def _too_long(field: TextField, text: str) -> CannotRender:
    rule = f"the {field.name} fits its box at {field.wish.smallest:g} pt or more"
    return CannotRender(rule, show(text), "shorten it, or accept it as it is")
