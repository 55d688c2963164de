"""What is wrong with a design before anything is laid out: sentences for its designer. No I/O."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from forge.attendee import type_key
from forge.colour import AA, contrast, lightness
from forge.design import Design

SAFE_MM: Final = 3.0
"""from the trim: a guillotine may be off by this"""
APART: Final = 10.0
"""of L*: two bands below it are one in grey"""
LARGE_PNG: Final = 50_000
_TEXTS: Final = (".html", ".css", ".svg")
_REMOTE = re.compile(r"""(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)|url\(\s*["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_EMOJI_FONT = re.compile(r"font(?:-family)?\s*:[^;}]*\bemoji\b", re.IGNORECASE)
_GRADIENT = re.compile(r"<(?:linear|radial)Gradient\b", re.IGNORECASE)


def lint(design: Design) -> list[str]:
    """Each finding: the file or field, what is wrong, the remedy."""
    return [*_files(design), *_fields(design), *_types(design)]


def missing_types(design: Design, wanted: Mapping[str, str]) -> list[str]:
    """wanted: types by the event's words for them."""
    known = ", ".join(design.types)
    lacking = [(word, kind) for word, kind in wanted.items() if type_key(kind) not in design.types]
    return [f"types: {word} is {kind} in the configuration, which the design lacks; it has {known}" for word, kind in lacking]


def _files(design: Design) -> Iterator[str]:
    for name, content in design.files.items():
        suffix = name[name.rfind(".") :].lower()
        if suffix in _TEXTS:
            yield from _text(name, content.decode(errors="replace"))
        if suffix == ".png" and len(content) > LARGE_PNG:
            yield f"{name}: a PNG of {len(content) // 1000} KB is packed anew for each layout; save photos and backgrounds as JPEG"
        if suffix in {".woff", ".woff2"}:
            yield f"{name}: web fonts take a second to unpack at each start; use the TTF or OTF file"


def _text(name: str, text: str) -> Iterator[str]:
    for found in _REMOTE.finditer(text):
        yield f"{name}: {found[1] or found[2]} is not in the design's folder, and nothing else is reached; put the file there"
    if _EMOJI_FONT.search(text):
        yield f"{name}: a named emoji font draws digits as emoji; leave it out, it is found without its name"
    if _GRADIENT.search(text):
        yield f"{name}: some printers' programs drop SVG gradients; use a JPEG or a plain colour"


def _fields(design: Design) -> Iterator[str]:
    for field in design.fields.values():
        edges = (field.x, field.y, design.trim.width - field.x - field.width, design.trim.height - field.y - field.height)
        if (least := min(edges)) < SAFE_MM:
            where = f"it comes within {least:g} mm of the edge" if least >= 0 else f"it stands {-least:g} mm over the edge"
            yield f"field {field.name}: {where}; keep {SAFE_MM:g} mm, or the cut may take letters"


def _types(design: Design) -> Iterator[str]:
    for kind in design.types.values():
        if (found := contrast(kind.colour, kind.text)) < AA:
            yield f"type {kind.key}: {kind.text} on {kind.colour} has a contrast of {found:.1f}; text needs {AA} (WCAG AA)"
    for one, other in combinations(design.types.values(), 2):
        if abs(lightness(one.colour) - lightness(other.colour)) < APART:
            yield f"types {one.key} and {other.key}: their bands are equally light, one in grey and for the colour-blind; make one darker"
