"""Badges for the tests, made by WeasyPrint and by pypdf, and what two engines draw of a PDF at 254 dpi: 10 pixels a mm."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject
from pypdfium2 import raw

from imposition.geometry import Rect, points
from imposition.plan import BadgeSource
from ledger.values import Size

PIXELS_PER_MM = 10
TRIM = Size(width=86, height=124)

type Picture = NDArray[np.int16]
"""rows x columns x RGB, the top row first"""

# Edges and letters lie off the pixels' borders: on them a float's last digit decides which pixel an engine fills.
BADGE = """<style>
@page { size: 86mm 124mm; bleed: 3mm; margin: 0 }
div { position: absolute }
.ground { left: -3mm; top: -3mm; width: 92mm; height: 130mm; background: #ffe9c7 }
.band { left: -3mm; top: 95.04mm; width: 92mm; height: 32mm; background: #234e70 }
.edge { left: -3mm; top: 20.04mm; width: 7.04mm; height: 11mm; background: #c8102e }
.corner { right: -3mm; top: -3mm; width: 9.04mm; height: 9.04mm; background: #2e8b57 }
h1 { position: absolute; left: 8.013mm; top: 30.013mm; margin: 0; font: bold 38pt 'Noto Sans' }
p { position: absolute; left: 8.013mm; top: 55.013mm; margin: 0; font: 17pt 'Noto Sans' }
</style>"""


def weasyprint_badge(path: Path, *, name: str = "Zoë Quinn", company: str = "Kittlitz & Sons", css: str = "") -> Path:
    """86 x 124 mm and 3 mm of bleed; its MediaBox starts at -8.504; no two of its edges are alike."""
    from weasyprint import HTML

    boxes = "".join(f"<div class='{each}'></div>" for each in ("ground", "band", "edge", "corner"))
    HTML(string=f"{BADGE}<style>{css}</style>{boxes}<h1>{name}</h1><p>{company}</p>").write_pdf(path)
    return path


def two_faced(path: Path, front: Path, back: Path) -> Path:
    """One PDF of both first pages, by pypdf."""
    writer = PdfWriter()
    for each in (front, back):
        writer.append(each, pages=(0, 1))
    writer.write(path)
    return path


MARKER = b"1 0.9 0.7 rg -9 -9 300 400 re f 0.8 0.1 0.1 rg 0 0 60 100 re f 0 0.3 0.6 rg 120 200 123.78 151.496 re f\n"
"""Content that looks different from every side, for a trim with its corner at 0, 0."""


def pypdf_badge(
    path: Path,
    *,
    content: bytes = MARKER,
    width: float = points(86),
    height: float = points(124),
    change: Callable[[PdfWriter, DictionaryObject], None] = lambda _writer, _page: None,
    pages: int = 1,
) -> Path:
    """A PDF by pypdf whose MediaBox is the trim (points); `change` gets the writer and each page."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=width, height=height)
        page[NameObject("/Contents")] = writer._add_object(stream(content))
        change(writer, page)
    writer.write(path)
    return path


def stream(content: bytes, **entries: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(content)
    made.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return made


def floats(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


def names(**values: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(value) for key, value in values.items()})


def number(value: int) -> NumberObject:
    return NumberObject(value)


def source(pdf: Path, *, identity: str = "B17", trim: Size = TRIM, bleed: float = 3) -> BadgeSource:
    return BadgeSource(pdf=pdf, trim=trim, bleed=bleed, id=identity)


def pdfium(pdf: Path, page: int = 0) -> Picture:
    """As pdfium draws it. It stretches a page to the pixels it is given: round, where pypdfium2 itself rounds up."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    scale = PIXELS_PER_MM * 25.4 / 72
    width, height = (round(length * scale) for length in sheet.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    picture = bitmap.to_numpy()[:, :, 2::-1].astype(np.int16)
    document.close()
    return picture


def poppler(pdf: Path, page: int = 0, *, quiet: bool = True) -> Picture:
    """As pdftoppm draws it, and so most CUPS filters; it must be quiet, unless the badge itself is odd."""
    command = ["pdftoppm", "-r", "254", "-f", str(page + 1), "-l", str(page + 1), str(pdf)]
    drawn = subprocess.run(command, check=True, capture_output=True)
    assert not (quiet and drawn.stderr), drawn.stderr
    return np.asarray(Image.open(io.BytesIO(drawn.stdout)).convert("RGB")).astype(np.int16)


ENGINES = (pdfium, poppler)


def cut(picture: Picture, rect: Rect, sheet: Size) -> Picture:
    """The pixels of a rectangle of a sheet."""
    top, left = sheet.height - rect.top, rect.left
    edges = [round(length * PIXELS_PER_MM) for length in (top, top + rect.height, left, left + rect.width)]
    return picture[edges[0] : edges[1], edges[2] : edges[3]]


def difference(one: Picture, other: Picture) -> int:
    """The largest difference of any channel of any pixel, 0 to 255."""
    assert one.shape == other.shape
    return int(np.abs(one - other).max())
