"""Step 2: WeasyPrint lays an attendee out in a design. One badge, one PDF; what each badge shares is made once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, TemplateError
from PIL import Image

from forge import qr
from forge.attendee import Attendee, type_key
from forge.design import BadgeType, Design, TextField
from forge.errors import CannotRender, DesignError
from forge.event import EventText
from forge.fit import POINT_MM, STEP, Fit, broken, first_try
from forge.fonts import language, stack
from forge.layout import Layout, captured, fits
from ledger.values import Millimetre, Size

WISHED: Final = 0.6
"""below this part of the wished size a badge is printed with a warning"""
MOST_HTML: Final = 256 * 1024
MOST_PIXELS: Final = 40_000_000

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One badge's PDF; trim and bleed in mm; warnings: sentences for the operator, the badge is printed all the same."""

    pdf: bytes
    trim: Size
    bleed: Millimetre
    pages: int
    warnings: tuple[str, ...]


class Renderer:
    """Keeps what badges share: fonts, images, parsed style sheets and templates, for each design."""

    def __init__(self) -> None:
        self._prepared: dict[str, _Prepared] = {}

    def warm(self, design: Design) -> None:
        """Lay out one badge, so that the first real one is fast."""
        first = next(iter(design.types))
        self.render(Attendee(id="warm", name="Warm Up", company="Company", type=first), design, event=EventText(key="e", name="Event"))

    def render(self, attendee: Attendee, design: Design, *, event: EventText, accept: bool = False) -> Badge:
        """The badge's PDF. Raises CannotRender: an unknown type, a missing glyph or image, text that does not fit; with `accept`
        the last three are warnings. The same input gives the same bytes."""
        prepared = self._prepared.setdefault(design.digest, _Prepared(design))
        kind = _type(design, attendee)
        with captured() as log:
            document, warnings = prepared.lay_out(attendee, kind, event, accept=accept)
            pdf = document.write_pdf()
        pages = len(document.pages)
        if pages != design.pages:
            raise CannotRender(f"a badge has {design.pages} page", f"{pages} pages", f"mend the design {design.name}")
        warnings += _logged(log, accept=accept)
        return Badge(pdf=pdf, trim=design.trim, bleed=design.bleed, pages=pages, warnings=tuple(warnings))


class _Prepared:
    """A design, parsed."""

    def __init__(self, design: Design) -> None:
        self._design = design
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        try:
            self._template = environment.from_string(design.html)
        except TemplateError as error:
            raise DesignError("a design's HTML is a Jinja template", f"{design.name}: {error}", "mend it") from error
        css = design.css + "".join(_type_css(kind) for kind in design.types.values())
        self._layout = Layout(css=css, files=design.files)

    def lay_out(self, attendee: Attendee, kind: BadgeType, event: EventText, *, accept: bool) -> tuple[Any, list[str]]:
        """Lay out with the estimated sizes, look at the boxes, and step down what does not fit, until all does."""
        texts = _texts(attendee, self._design.fields)
        tried = {name: _try(text, self._design.fields[name]) for name, text in texts.items()}
        values = self._values(attendee, kind, event)
        while True:
            document = self._set(values, tried)
            too_large = [name for name in tried if not fits(document, name, self._design.fields[name])]
            if not too_large:
                break
            stuck = [name for name in too_large if not self._step(tried, name, texts[name])]
            if stuck and not accept:
                name = stuck[0]
                smallest = f"{self._design.fields[name].smallest:g} pt"
                raise CannotRender(
                    f"the {name} fits its box at {smallest} or more", _shown(texts[name]), "shorten it, or accept it as it is"
                )
            if len(stuck) == len(too_large):
                break
        return document, [*_fit_warnings(tried, self._design.fields)]

    def _step(self, fits: dict[str, Fit], name: str, text: str) -> bool:
        """The next smaller size, then broken words; False when there is nothing left to try."""
        field, fit = self._design.fields[name], fits[name]
        if fit.size > field.smallest:
            size = max(field.smallest, fit.size * STEP)
            fits[name] = Fit(lines=fit.lines, size=size, broken=fit.broken)
            return True
        if fit.broken:
            return False
        fits[name] = Fit(lines=broken(text, field.lines), size=field.largest * WISHED, broken=True)
        return True

    def _values(self, attendee: Attendee, kind: BadgeType, event: EventText) -> dict[str, Any]:
        tongue = language(attendee.name, attendee.company)
        return {
            "badge": attendee,
            "type": kind,
            "event": event,
            "language": tongue,
            "fonts": ", ".join(f"'{family}'" for family in stack(tongue)),
            "qr": qr.svg(self._design.qr.replace("{id}", attendee.id)),
        }

    def _set(self, values: Mapping[str, Any], fits: Mapping[str, Fit]) -> Any:
        lines = dict.fromkeys(self._design.fields, ()) | {name: fit.lines for name, fit in fits.items()}
        sizes = {name: f"{fit.size:.2f}" for name, fit in fits.items()}
        html = self._template.render(**values, lines=lines, sizes=sizes)
        if len(html) > MOST_HTML:
            raise CannotRender("a badge's HTML has at most 256 KB", f"{len(html) >> 10} KB", "shorten its fields")
        return self._layout.lay_out(html)


def _type(design: Design, attendee: Attendee) -> BadgeType:
    key = type_key(attendee.type)
    if key not in design.types:
        known = ", ".join(design.types)
        remedy = f"use one of {known}, or map it under [types] in the configuration"
        raise CannotRender(f"a badge's type is one of the design {design.name}", repr(attendee.type), remedy)
    return design.types[key]


def _type_css(kind: BadgeType) -> str:
    return f".type-{kind.key} #band {{ background: {kind.colour} }} .type-{kind.key} #type {{ color: {kind.text} }}\n"


def _texts(attendee: Attendee, fields: Mapping[str, TextField]) -> dict[str, str]:
    """What is set in which field. Where the list has a given name it is the hero; a name is never taken apart by us."""
    given, family = attendee.fields.get("given_name", ""), attendee.fields.get("family_name", "")
    wanted = {"name": attendee.name, "company": attendee.company}
    if given and family and "family" in fields:
        wanted |= {"name": given, "family": family}
    return {name: text for name, text in wanted.items() if text and name in fields}


def _try(text: str, field: TextField) -> Fit:
    fit = first_try(text, width=field.width / POINT_MM, height=field.height / POINT_MM, largest=field.largest, lines=field.lines)
    return Fit(lines=fit.lines, size=max(fit.size, field.smallest))


def _fit_warnings(fits: Mapping[str, Fit], fields: Mapping[str, TextField]) -> Iterator[str]:
    for name, fit in fits.items():
        if fit.broken:
            yield f"a word of the {name} is broken"
        elif fit.size < WISHED * fields[name].wished:
            yield f"the {name} is set in {fit.size:.0f} pt, below 60 % of the wished {fields[name].wished:g} pt"


def _logged(log: list[str], *, accept: bool) -> list[str]:
    """A missing glyph or image is never a silent hole in the badge: it fails by name, unless a person accepts it."""
    serious = [line for line in log if "notdef" in line or "Failed to load" in line]
    if serious and not accept:
        raise CannotRender("every character and image of a badge is there", "; ".join(serious), "install a font that has it, or correct it")
    return list(dict.fromkeys(log))


def _shown(text: str, limit: int = 60) -> str:
    return repr(text if len(text) <= limit else text[:limit] + "…")
