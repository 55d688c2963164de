"""What a `design.toml` says, checked as far as it can be without laying anything out. No I/O."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forge.designtable import FILE, Table
from forge.errors import DesignError
from forge.fit import Wish
from forge.text import key as type_key
from ledger.values import Millimetre, Size

ANCHORS: Final = ("top", "middle", "bottom")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeType:
    """What a badge of this type looks like. label: the word on it; colour, text: #rrggbb of the band and of the word."""

    key: str
    label: str
    colour: str
    text: str

    @property
    def style(self) -> str:
        """Both as CSS custom properties: `--colour` and `--on-colour`."""
        return f"--colour: {self.colour}; --on-colour: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A box in which a text is set as large as it fits. x, y, width, height: mm from the trim's upper left corner."""

    name: str
    content: str
    """`{name}`, `{company}`, `{type}`, `{event}`, `{dates}`, `{place}`, `{id}` or `{<a field of the attendee>}`, and words"""
    x: Millimetre
    y: Millimetre
    width: Millimetre
    height: Millimetre
    anchor: str
    """where the text stands in a box that it does not fill: top, middle or bottom"""
    wish: Wish
    rest: Wish | None
    """for a name whose given name is known: the given name is set by `wish`, the rest of the name below it by this"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The content of a design.toml."""

    trim: Size
    bleed: Millimetre
    faces: tuple[str, ...]
    html: str
    css: str
    qr: str
    fields: Mapping[str, TextField]
    types: Mapping[str, BadgeType]


def read(name: str, contents: Mapping[str, bytes]) -> Said:
    """The design.toml among a design's files. Raises DesignError."""
    if FILE not in contents:
        raise DesignError(f"a design has a {FILE}", name, "write one, or take a copy of the design `conference`")
    try:
        return _said(Table(name, tomllib.loads(contents[FILE].decode("utf-8-sig"))), contents)
    except (ValueError, RecursionError) as error:  # a TOML error, and text that is not UTF-8
        raise DesignError(f"a {FILE} is TOML in UTF-8", f"{name}: {error}", "mend that line") from error


def _said(table: Table, contents: Mapping[str, bytes]) -> Said:
    trim = table.numbers("trim", 2)
    said = Said(
        trim=Size(width=trim[0], height=trim[1]),
        bleed=table.number("bleed", least=0, most=20),
        faces=("front", "back")[: table.whole("faces", 1, least=1, most=2)],
        html=_file(table, "html", contents),
        css=_file(table, "css", contents),
        qr=table.text("qr", "{id}"),
        fields={key: _field(inner, key) for key, inner in table.tables("fields")},
        types={type_key(key): _type(inner, type_key(key)) for key, inner in table.tables("types")},
    )
    table.done()
    for wanted in ("fields", "types"):
        if not getattr(said, wanted):
            table.refuse(f"a design has {wanted}", "none", f"add a table [{wanted}.<name>]")
    return said


def _field(table: Table, name: str) -> TextField:
    if not _NAME.fullmatch(name):
        table.refuse("a field's name is lower case letters, digits and hyphens", name, "rename it")
    rest = next((inner for key, inner in table.tables("rest", nested=False) if key == "rest"), None)
    box = {side: table.number(side, least=0 if side in "xy" else 1) for side in ("x", "y", "width", "height")}
    field = TextField(
        name=name,
        content=table.text("content", f"{{{name}}}"),
        **box,
        anchor=table.text("anchor", "top"),
        wish=_wish(table),
        rest=_wish(rest) if rest else None,
    )
    if field.anchor not in ANCHORS:
        table.refuse("a field's anchor is top, middle or bottom", field.anchor, "choose one of them")
    for each in filter(None, (table, rest)):
        each.done()
    return field


def _wish(table: Table) -> Wish:
    largest = table.number("largest", least=1)
    smallest = table.number("smallest", least=1)
    wished = table.number("wished", largest)
    if not smallest <= wished <= largest:
        table.refuse("smallest <= wished <= largest", f"{smallest:g}, {wished:g}, {largest:g}", "put the sizes in order")
    lines = table.whole("lines", 1, least=1, most=6)
    return Wish(largest=largest, wished=wished, smallest=smallest, lines=lines, leading=table.number("leading", 1.12, least=0.8, most=3))


def _type(table: Table, key: str) -> BadgeType:
    made = BadgeType(key=key, label=table.text("label"), colour=table.text("colour"), text=table.text("text"))
    for colour in (made.colour, made.text):
        if not _COLOUR.fullmatch(colour):
            table.refuse("a type's colours are #rrggbb", colour, "write six hexadecimal digits in lower case")
    table.done()
    return made


def _file(table: Table, key: str, contents: Mapping[str, bytes]) -> str:
    name = table.text(key)
    if name not in contents:
        table.refuse(f"the file of {key} is in the design's folder", name, "correct its name")
    try:
        contents[name].decode()
    except UnicodeDecodeError as error:
        table.refuse("a design's HTML and CSS are UTF-8", f"{name}: {error}", "save it as UTF-8")
    return name
