"""What a badge looks like and what it says: pixels from two engines, text from poppler. For tests."""

import io
import re
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from forge.checking import SLACK
from forge.design import Design, TextField
from forge.fit import POINT_MM

type Picture = NDArray[np.int16]
"""rows x columns x RGB, the top row first"""

DPI = 150
WHITE = 240
"""from here on a channel counts as paper"""


def pdfium(pdf: bytes, *, dpi: float = DPI) -> list[Picture]:
    """Each page, its bleed included."""
    return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"), np.int16) for page in pypdfium2.PdfDocument(pdf)]


def poppler(pdf: bytes, *, dpi: float = DPI) -> list[Picture]:
    """Each page, its bleed included."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(dpi), "-", f"{folder}/page"], input=pdf, check=True, capture_output=True)
        return [np.asarray(Image.open(path).convert("RGB"), np.int16) for path in sorted(Path(folder).iterdir())]


def text(pdf: bytes) -> str:
    """As pdftotext extracts it, all white space one space."""
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def letters(text: str) -> str:
    """Without spaces, the invisible marks that turn the direction, and hyphens: at the end of a line pdftotext takes them for its own."""
    return re.sub(r"[-\u2010\u2011\s\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]", "", text)


def naked(design: Design) -> Design:
    """The design without artwork, every text black on white: all ink is text."""
    bare = "body { background: #fff } .header, .band, .tile { display: none !important } .text, .text * { color: #000 }"
    css = f"{design.css}\n{bare}\n"
    name = next(name for name, content in design.files.items() if content.decode(errors="replace") == design.css)
    return Design.parse(f"{design.name}-naked", {**design.files, name: css.encode()})


def without(design: Design, *names: str) -> Design:
    """The design with fewer fields; its HTML may still name them."""
    return replace(design, fields={name: field for name, field in design.fields.items() if name not in names})


def ink_outside(picture: Picture, design: Design, *, dpi: float = DPI) -> int:
    """Pixels with ink that lie in no field's box; a pixel is touched at its border."""
    ink = picture.min(axis=2) < WHITE
    for field in design.fields.values():
        ink[box(field, design, dpi=dpi)] = False
    return int(ink.sum())


def ink_inside(picture: Picture, design: Design, name: str, *, dpi: float = DPI) -> int:
    """Pixels with ink in one field's box."""
    return int((picture[box(design.fields[name], design, dpi=dpi)].min(axis=2) < WHITE).sum())


def box(field: TextField, design: Design, *, dpi: float = DPI) -> tuple[slice, slice]:
    """The pixels of a field's box, with the slack that the press allows and the pixels that its edges touch."""
    pixels, slack = dpi / 25.4, SLACK * POINT_MM
    sides = ((field.y, field.height), (field.x, field.width))
    ends = [((start + design.bleed - slack) * pixels, (start + length + design.bleed + slack) * pixels) for start, length in sides]
    rows, columns = (slice(int(low), int(np.ceil(high))) for low, high in ends)
    return rows, columns


def jpeg(size: tuple[int, int] = (8, 8), colour: str = "#ff0000") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=95)
    return out.getvalue()


def changed(design: Design, before: str, after: str, **more: bytes) -> Design:
    """The design with a place of its HTML written anew, and more files."""
    assert before in design.html
    html = design.html.replace(before, after).encode()
    return Design.parse("changed", {**design.files, "badge.html": html, **more})
