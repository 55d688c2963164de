"""How long imposition takes against `merge_transformed_page`, which everybody uses: the same badges, the same sheets, one run.

CPU seconds of this process; the two alternate, medians of the rounds. With and without a 200 KB JPEG on each badge.
"""

import base64
import gc
import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segno
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from weasyprint import HTML

from imposition.geometry import points
from imposition.plan import BadgeSource, Sheet, plan
from imposition.stock import Stock
from imposition.stocks import parse
from imposition.write import write
from ledger.values import Size

BADGES = 48
ROUNDS = 5
AIM = 0.25
TRIM = Size(width=86, height=124)
PAGE = """<style>
@page { size: 86mm 124mm; bleed: 3mm; margin: 0 }
img, .band { position: absolute; left: -3mm; width: 92mm }
img { top: -3mm; height: 130mm }
.band { top: 100mm; height: 27mm; background: #234e70; color: white }
h1 { margin: 40mm 6mm 0; font: bold 34pt 'Noto Sans' }
p { margin: 4mm 6mm; font: 18pt 'Noto Sans' }
svg { position: absolute; right: 6mm; top: 6mm }
</style>"""


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table. impose.merge_ratio: ours / merge_transformed_page, the worse of the two kinds of badges."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [_compare(_badges(Path(folder), background)) for background in (None, _jpeg())]
    ours, theirs, size = max(figures, key=lambda figure: figure[0] / figure[1])
    return [
        {"name": "impose.merge_ratio", "value": round(ours / theirs, 3), "unit": "ours / theirs", "aim": AIM},
        {"name": "impose.ms", "value": round(max(figure[0] for figure in figures), 2), "unit": "CPU ms a badge", "aim": 3},
        {"name": "impose.kb_per_sheet", "value": round(size, 1), "unit": "KB, 8 badges", "aim": 280},
    ]


def _compare(badges: list[BadgeSource]) -> tuple[float, float, float]:
    """CPU ms a badge of ours and of theirs, and KB a sheet of ours."""
    stock = parse("sra3-4x2", SRA3)
    sheets = plan(stock, badges)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_cpu(lambda: [_write(sheet) for sheet in sheets]))
        theirs.append(_cpu(lambda: [_merge(sheet) for sheet in sheets]))
    size = statistics.mean(len(_write(sheet)) for sheet in sheets) / 1000
    return statistics.median(ours) / len(badges), statistics.median(theirs) / len(badges), size


SRA3 = {
    "title": "SRA3 landscape, 8 badges",
    "source": "this benchmark",
    "kind": "cut",
    "media": "iso_sra3_320x450mm",
    "sheet": [450, 320],
    "label": [86, 124],
    "columns": 4,
    "rows": 2,
    "left": 44,
    "top": 33,
    "pitch_x": 92,
    "pitch_y": 130,
}


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _write(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    write([sheet], out)
    return out.getvalue()


def _merge(sheet: Sheet) -> bytes:
    """What the documentation of pypdf shows: pages merged onto a blank one."""
    writer = PdfWriter()
    stock: Stock = sheet.stock
    page = PageObject.create_blank_page(width=points(stock.sheet.width), height=points(stock.sheet.height))
    for cell in sheet.cells:
        if cell.badge:
            move = Transformation().translate(points(cell.rect.left), points(cell.rect.bottom))
            page.merge_transformed_page(PdfReader(cell.badge.pdf).pages[0], move)
    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _badges(folder: Path, background: bytes | None) -> list[BadgeSource]:
    """Badges as WeasyPrint makes them, each with its own name."""
    image = f'<img src="data:image/jpeg;base64,{base64.b64encode(background).decode()}">' if background else ""
    badges = []
    for number in range(BADGES):
        pdf = folder / f"{bool(background)}-{number}.pdf"
        name = "".join(random.Random(number).sample("abcdefghijklmnoprstuvwxyz", 9)).title()
        code = segno.make(f"https://badges.example/{number}", error="m").svg_inline(scale=2, border=4)
        HTML(string=f"{PAGE}{image}{code}<h1>{name} Ångström</h1><p>Company {number}</p><div class='band'><p>Speaker</p></div>").write_pdf(
            pdf
        )
        badges.append(BadgeSource(pdf=pdf, trim=TRIM, bleed=3, id=f"B{number}"))
    return badges


def _jpeg() -> bytes:
    """About 200 KB, as a photo has."""
    noise = random.Random(1).randbytes(180 * 256 * 3)
    image = Image.frombytes("RGB", (180, 256), noise).resize((1087, 1535), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=35)
    return out.getvalue()


if __name__ == "__main__":
    for row in measure():
        print(row)
