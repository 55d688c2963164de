"""A design ready to print: its template, styles, fonts and images, kept warm for all its badges.

A badge is printed from a plate: what its type shares was laid out once, and the lines of the badge are drawn into it. Where a design
allows no plate (see plating), each badge is laid out as a whole, as WeasyPrint does by itself.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from forge import photos, qr
from forge.assets import address
from forge.checking import check_pages, judge, outside
from forge.composing import Composer, Refuse
from forge.design import Design
from forge.errors import CannotRender, DesignError
from forge.faces import Faces
from forge.layout import Layout, code_size, inks
from forge.listening import Heard, listening
from forge.page import Block, Entry, Page, of_badge, styles
from forge.plates import Plate
from forge.plating import Plating
from forge.setting import Setting
from forge.shaping import Ink, Placed
from ledger.values import Millimetre

log = logging.getLogger("badgeforge")

MOST_PLATES: Final = 64
"""one for each type, event and set of fields that are filled"""

type Blocks = Mapping[str, Block]
type Look = Callable[[Blocks], Iterable[Ink]]
type Printed = tuple[bytes, list[str], Heard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A plate. heard: what its artwork lacks; code_size: of the QR code with its quiet zone, mm."""

    plate: Plate
    heard: Heard
    code_size: Millimetre | None


class Press:
    """Raises DesignError when a style sheet or font of the design is missing. whole: use no plates."""

    def __init__(self, design: Design, *, whole: bool = False) -> None:
        self._design = design
        self._page = Page(design)
        with listening() as heard:
            self._layout = Layout(name=design.name, styles=styles(design), files=design.files)
        if heard.files:
            raise DesignError("a design's style sheets and fonts are in its folder", ", ".join(heard.files), "put them there")
        self._complaints = heard.rest
        for line in heard.rest:
            log.warning("design %s: %s", design.name, line)
        self._composer = Composer(design, self._page, self._layout)
        self._plating = Plating(design, self._page, self._layout, self._composer)
        self._plated = self._page.is_shared and not whole
        self._plates: dict[tuple[object, ...], Ready | None] = {}
        self._faces = Faces()

    def print(self, entry: Entry, refuse: Refuse, folder: Path | None = None) -> tuple[bytes, list[str]]:
        """The PDF and its warnings. What is wrong is handed to `refuse`, which raises it, or takes note of it and returns."""
        files = self._photo(entry, refuse, folder)
        entry = replace(entry, photo=next(map(address, files), ""))
        with self._layout.lending(files):
            pdf, warnings, heard = (self._plated and self._from_plate(entry, refuse)) or self._as_a_whole(entry, refuse)
        judge(heard, refuse)
        return pdf, [*warnings, *heard.rest]

    def inspect(self, entry: Entry) -> list[str]:
        """What WeasyPrint says of the styles and of a sample badge, and whether there is a plate."""
        refused: list[str] = []
        _, warnings = self.print(entry, lambda why: refused.append(str(why)))
        slow = "each badge is laid out as a whole, which is slower; docs/designs.md says what costs the plate"
        plated = self._plated and None not in self._plates.values()
        return [*self._complaints, *refused, *warnings, *([] if plated else [slow])]

    def _photo(self, entry: Entry, refuse: Refuse, folder: Path | None) -> dict[str, bytes]:
        """By its name on the page; nothing where the design shows none or the attendee has none."""
        name = photos.named(entry.attendee.fields) if self._page.shows_photo else ""
        try:
            return {f"photo/{name}": photos.load(folder, name)} if name else {}
        except CannotRender as error:
            refuse(error)
            return {}

    def _as_a_whole(self, entry: Entry, refuse: Refuse) -> Printed:
        document: Any = None

        def look(blocks: Blocks) -> Iterable[Ink]:
            nonlocal document
            document = self._layout.lay_out(self._page.html(entry, blocks))
            return inks(document)

        with listening() as heard:
            settings = self._estimated(entry, refuse)
            self._step_down(entry, refuse, settings, look, settings)
            check_pages(document, self._design)
            warnings = _warnings(settings, self._page.code(entry), code_size(document))
            return self._layout.write(document), warnings, heard

    def _from_plate(self, entry: Entry, refuse: Refuse) -> Printed | None:
        """None where the design allows no plate."""
        lines: dict[str, list[Placed]] = {}

        def look(blocks: Blocks) -> Iterable[Ink]:
            lines.update({name: self._composer.placed(entry, name, block) for name, block in blocks.items() if name in own})
            return (each.ink for placed in lines.values() for each in placed)

        with listening() as heard:
            settings = self._estimated(entry, refuse)
            own = {name for name in settings if of_badge(self._design.fields[name].content)}
            ready = self._plate(entry, {name: setting.block for name, setting in settings.items()}, own)
            if ready is None:
                return None
            self._step_down(entry, refuse, settings, look, own)
            heard.add(ready.heard)
            code = self._page.code(entry)
            warnings = _warnings(settings, code, ready.code_size)
            return ready.plate.print(lines, qr.operators(code), self._faces), warnings, heard

    def _plate(self, entry: Entry, blocks: Blocks, own: Collection[str]) -> Ready | None:
        """The plate for a badge with these fields, from those that are kept. own: those that are another on each badge.

        Each type is tried by itself, whatever came before: the same badge has the same bytes in every process."""
        key = entry.kind, entry.event, frozenset(own), tuple(block for name, block in blocks.items() if name not in own)
        if key not in self._plates:
            with listening() as of_plate:
                plate, document = self._plating.plate(entry, blocks)
                check_pages(document, self._design)
            if len(self._plates) >= MOST_PLATES:
                self._plates.clear()
            self._plates[key] = Ready(plate=plate, heard=of_plate, code_size=code_size(document)) if plate else None
        return self._plates[key]

    def _estimated(self, entry: Entry, refuse: Refuse) -> dict[str, Setting]:
        return {name: self._composer.set(entry, name, texts, refuse) for name, texts in self._composer.texts(entry).items()}

    def _step_down(self, entry: Entry, refuse: Refuse, settings: dict[str, Setting], look: Look, watched: Collection[str]) -> None:
        """Look at the ink, and set smaller what stands out of its box, until nothing does."""
        while names := outside(look({name: setting.block for name, setting in settings.items()}), self._design, watched):
            texts = self._composer.texts(entry)
            for name in names:
                settings[name] = self._composer.set(entry, name, texts[name], refuse, below=settings[name].size)


def _warnings(settings: Mapping[str, Setting], code: qr.Code, size: Millimetre | None) -> list[str]:
    return [*(line for each in settings.values() for line in each.warnings), *qr.warnings(code, size)]
