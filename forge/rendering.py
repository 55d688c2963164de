"""Step 2: WeasyPrint lays an attendee out in a design. One badge, one PDF; what each badge shares is made once."""

import os
import warnings
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageFile

from forge.attendee import Attendee, type_key
from forge.composing import Refuse
from forge.design import BadgeType, Design
from forge.errors import CannotRender, DesignError
from forge.event import EventText
from forge.page import Entry
from forge.press import Press
from forge.text import show
from ledger.values import Millimetre, Size

MOST_PIXELS: Final = 50_000_000
"""of one image: the largest that telephones take have 48 million"""
EPOCH: Final = "315532800"
"""seconds; 1980, the first year that a zip can name, should a program that this one starts make one. fontTools else writes the time into
emoji fonts, and no two PDFs are the same"""
MOST_DESIGNS: Final = 8
"""kept prepared at a time; each holds a font configuration and its images"""

COSTLY: Final = ("王小明", "김철수", "さくら", "ليلى")
"""names whose script costs the first badge in a process 35 to 75 ms more than the next"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One badge's PDF, its TrimBox at 0, 0. trim and bleed in mm; warnings: sentences for the operator, it is printed all the same."""

    pdf: bytes
    trim: Size
    bleed: Millimetre
    pages: int
    warnings: tuple[str, ...]


class Renderer:
    """Renders badges, one at a time, and keeps what they share. One a process: it is not for several threads.

    whole: lay out each badge as WeasyPrint does by itself, which is slower and looks the same."""

    def __init__(self, *, whole: bool = False) -> None:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them: half a picture would be printed in silence
        os.environ["SOURCE_DATE_EPOCH"] = EPOCH
        self._whole = whole
        self._presses: OrderedDict[str, Press] = OrderedDict()

    def warm(self, design: Design, event: EventText) -> Badge:
        """Render a badge of each type, so that their plates are there, and one in each costly script. Returns one of them.

        Raises DesignError for a design that cannot be used."""
        first, *_ = kinds = tuple(design.types.values())
        pdf = b""
        for name, kind in [(name, first) for name in COSTLY] + [("Warm Up", kind) for kind in kinds]:
            attendee = Attendee(id="warm", name=name, company="Company", type=kind.key)
            pdf, _ = self._press(design).print(Entry(attendee=attendee, kind=kind, event=event), lambda _: None)
        return Badge(pdf=pdf, trim=design.trim, bleed=design.bleed, pages=design.pages, warnings=())

    def inspect(self, design: Design, kind: str, event: EventText) -> list[str]:
        """What WeasyPrint does not understand of a design, and whether the badges of this type are laid out one by one. kind: the type's
        key. Raises DesignError."""
        attendee = Attendee(id="A17", name="Ada Lovelace", company="Company", type=kind)
        return self._press(design).inspect(Entry(attendee=attendee, kind=design.types[kind], event=event))

    def render(self, attendee: Attendee, design: Design, *, event: EventText, accept: bool = False, photos: Path | None = None) -> Badge:
        """The badge's PDF; the same input gives the same bytes, in every process. photos: the folder of attendees' photos.

        Raises CannotRender: a type that the design lacks, a text that does not fit its box at the smallest size, a character
        without a glyph, a file that is missing. With `accept` it is rendered all the same (such a type with its own word in the
        colours of the first one, such a text as small as it must be) and they become warnings.
        """
        noted: list[str] = []

        def refuse(why: CannotRender) -> None:
            if not accept:
                raise why
            noted.append(str(why))

        try:
            kind = _type(design, attendee, refuse)
            pdf, heard = self._press(design).print(Entry(attendee=attendee, kind=kind, event=event), refuse, photos)
        except DesignError as error:  # it will not get better by another attempt: fail the badge with what the design lacks
            raise CannotRender(*error.args) from error
        found = tuple(dict.fromkeys([*noted, *heard]))
        return Badge(pdf=pdf, trim=design.trim, bleed=design.bleed, pages=design.pages, warnings=found)

    def _press(self, design: Design) -> Press:
        press = self._presses.pop(design.digest, None) or Press(design, whole=self._whole)
        self._presses[design.digest] = press
        if len(self._presses) > MOST_DESIGNS:
            self._presses.popitem(last=False)
        return press


def _type(design: Design, attendee: Attendee, refuse: Refuse) -> BadgeType:
    if found := design.types.get(type_key(attendee.type)):
        return found
    known = ", ".join(design.types)
    remedy = f"use one of {known}, or map it under [types] in the configuration"
    refuse(CannotRender(f"a badge's type is one of the design {design.name}", show(attendee.type), remedy))
    return replace(next(iter(design.types.values())), label=attendee.type)
