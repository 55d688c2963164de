"""The HTML of a badge: the design's template with the fitted texts and the QR code in it, and the styles that place them. No I/O."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import quote

from jinja2 import StrictUndefined, TemplateError, Undefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from forge import fonts, qr
from forge.attendee import Attendee
from forge.design import BadgeType, Design, TextField
from forge.errors import CannotRender, DesignError
from forge.event import EventText

MOST_HTML: Final = 256 * 1024
BASICS: Final = """
.text { position: absolute; margin: 0; font-variant-ligatures: normal }
.text[dir=rtl] { direction: rtl }
.line { position: absolute; white-space: nowrap; text-align: start }
.qr svg { display: block; width: 100%; height: 100% }
"""
_PLACE = re.compile(r"\{(\w+)\}")
SHARED: Final = frozenset({"event", "dates", "place", "type"})
_MECARD = re.compile(r"[\\;:,\"]")
PHOTO: Final = "photo"
_EDGES = " ·,;|–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is set. top: its line box from the top of the field's box; left, right: room for ink that hangs over; size, pitch
    (line height): all in points."""

    text: str
    part: str
    """the field's name, or `<field>-rest` for the part below a given name"""
    top: float
    left: float
    right: float
    size: float
    pitch: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of one field."""

    lines: tuple[Line, ...]
    direction: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whose badge it is, and what else stands on it."""

    attendee: Attendee
    kind: BadgeType
    event: EventText
    photo: str = ""
    """its address on the page"""

    @property
    def values(self) -> dict[str, str]:
        """What a field's content may name."""
        attendee, event = self.attendee, self.event
        own = {"id": attendee.id, "name": attendee.name, "company": attendee.company, "type": self.kind.label}
        return {**attendee.fields, "event": event.name, "dates": event.dates, "place": event.place, **own}


class Page:
    """A design's template, parsed."""

    def __init__(self, design: Design) -> None:
        self._design = design
        environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printable)
        try:
            self._template = environment.from_string(design.html)
            variables = meta.find_undeclared_variables(environment.parse(design.html))
            self.shows_photo = PHOTO in variables
            self.is_shared = not {"badge", PHOTO} & variables
            """whether the artwork is that of the type: the template takes nothing else from the attendee"""
        except (TemplateError, RecursionError) as error:
            raise self._broken(error) from error

    def code(self, entry: Entry) -> qr.Code:
        """The QR code of a badge. Raises CannotRender for one that has too much to say."""
        content = said(self._design.qr, entry.values)
        try:
            return qr.code(content)
        except ValueError as error:  # segno's, in its own words
            rule, size = "a QR code says at most 2,331 bytes", len(content.encode())
            raise CannotRender(rule, f"{size} bytes", "shorten the attendee's fields, or `qr` in the design") from error

    def html(self, entry: Entry, blocks: Mapping[str, Block], *, code: Markup | None = None) -> str:
        """The page of a badge. Raises DesignError for a template that cannot be filled, CannotRender for more than 256 KB."""
        try:
            html = self._template.render(
                badge=entry.attendee,
                photo=entry.photo,
                type=entry.kind,
                event=asdict(entry.event),
                text={name: _markup(name, blocks.get(name)) for name in self._design.fields},
                qr=Markup('<div class="qr">{}</div>').format(qr.svg(self.code(entry)) if code is None else code),
            )
        except (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise self._broken(error) from error
        if len(html) > MOST_HTML:
            raise CannotRender("a badge's HTML has at most 256 KB", f"{len(html) >> 10} KB", "shorten its fields")
        return html

    def _broken(self, error: Exception) -> DesignError:
        remedy = "see docs/designs.md for what it may use"
        return DesignError("a design's HTML is a Jinja template", f"{self._design.name}: {error}", remedy)


def styles(design: Design) -> tuple[str, str]:
    """The page, the boxes of the fields and the fonts, from design.toml; then the design's own styles, a sheet that may import."""
    trim = f"{design.trim.width:g}mm {design.trim.height:g}mm"
    page = f"@page {{ size: {trim}; margin: 0; bleed: {design.bleed:g}mm }}\nhtml, body {{ margin: 0 }}\n"
    faces = f".face {{ position: relative; height: {design.trim.height:g}mm }}\n.face + .face {{ break-before: page }}\n"
    return page + faces + BASICS + fonts.css() + "".join(_box(field) for field in design.fields.values()), design.css


def of_badge(content: str) -> bool:
    """Whether a field's content is another on each badge, not only on each type."""
    return any(place[1] not in SHARED for place in _PLACE.finditer(content))


def filled(content: str, known: Mapping[str, str]) -> str:
    """`content` with its {names} replaced; an absent one leaves nothing, and no separator at an end."""
    plain = _replaced(content, known, str)
    return plain if _PLACE.sub("", content) == "" else plain.strip(_EDGES)


def said(content: str, known: Mapping[str, str]) -> str:
    """What a QR code says: filled as it is, with the values quoted in a URL and escaped in a MeCard."""
    if "://" in content:
        return _replaced(content, known, lambda value: quote(value, safe=""))
    if content.startswith("MECARD:"):
        return _replaced(content, known, lambda value: _MECARD.sub(r"\\\g<0>", value))
    return _replaced(content, known, str)


def _printable(value: object) -> object:
    if callable(value) and not isinstance(value, Undefined):
        raise TypeError("a method is no text; a field that is called like one is fields['items']")
    return value


def _replaced(content: str, known: Mapping[str, str], quoted: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda place: quoted(known.get(place[1], "")), content)


def _box(field: TextField) -> str:
    return f".text-{field.name} {{ left: {field.x:g}mm; top: {field.y:g}mm; width: {field.width:g}mm; height: {field.height:g}mm }}\n"


def _markup(name: str, block: Block | None) -> Markup:
    if block is None:
        return Markup("")
    language = Markup(' lang="{}"').format(block.language) if block.language else ""
    head = Markup('<div class="text text-{}" dir="{}"{}>').format(name, block.direction, language)
    return head + Markup("").join(_lines(block.lines)) + Markup("</div>")


def _lines(lines: Sequence[Line]) -> list[Markup]:
    """Only numbers reach the style; the text is escaped."""
    place = "top:{:.3f}pt;left:{:.3f}pt;right:{:.3f}pt;font-size:{:g}pt;line-height:{:.3f}pt"
    form = Markup(f'<div class="line {{}}" style="{place}">{{}}</div>')  # noqa: S704 - constant
    return [form.format(line.part, line.top, line.left, line.right, line.size, line.pitch, line.text) for line in lines]
