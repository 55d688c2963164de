"""Imposition against what others use: the same 1,000 badges, eight on a sheet, a file a sheet, with and without a photo of 200 KB.

CPU of this process. All take turns on one sheet after the other, so that a busy machine disturbs all alike; a row is the median of the
sheets, of the kind of badges that is worse for us.
"""

import base64
import gc
import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any, Final

import segno
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from imposition.plan import BadgeSource, Sheet, plan
from imposition.stocks import parse
from imposition.write import write
from tests.benchmarks import peers
from tests.benchmarks.impose_peak import SRA3, TRIM

BADGES: Final = 1000
STYLE = """
@page { size: 86mm 124mm; bleed: 3mm; margin: 0 }
img, .band { position: absolute; left: -3mm; width: 92mm }
img { top: -3mm; height: 130mm }
.band { top: 100mm; height: 27mm; background: #234e70; color: white }
h1 { margin: 40mm 6mm 0; font: bold 34pt 'Noto Sans' }
p { margin: 4mm 6mm; font: 18pt 'Noto Sans' }
svg { position: absolute; right: 6mm; top: 6mm }
"""


def measure() -> list[dict[str, Any]]:
    """Rows of the bench table."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = [_measured(Path(folder, kind), background) for kind, background in (("plain", None), ("photo", _jpeg()))]
    rows = [_row(f"impose.{peer}_ratio", max(kind.ratios[peer] for kind in kinds), "ours / theirs", AIMS[peer]) for peer in AIMS]
    return [
        _row("impose.ms", max(kind.ms for kind in kinds), "CPU ms a badge", 2),
        *rows,
        _row("impose.kb_per_sheet", kinds[1].kb, "KB, 8 badges, one photo", 280),
        _row("impose.peak_mb", max(kind.peak_mb for kind in kinds), "MB, 1,000 badges in one file", 80),
    ]


AIMS: Final = {"merge": 0.125, "pymupdf": 1, "pdfimpose": 1, "pikepdf": 1}
WAYS: Final = {"pymupdf": peers.mupdf, "pikepdf": peers.qpdf, "merge": peers.merge}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one kind of badges. ms: CPU a badge; kb: a sheet; ratios: ours / theirs by the names of `AIMS`."""

    ms: float
    kb: float
    peak_mb: float
    ratios: dict[str, float]


def _measured(folder: Path, background: bytes | None) -> Figures:
    folder.mkdir()
    sheets = plan(parse("sra3-4x2", SRA3), _badges(folder, background))
    times: dict[str, list[float]] = {name: [] for name in ("ours", *AIMS)}
    gc.collect()
    gc.freeze()  # what lies in memory already is nobody's
    for index, pair in enumerate(batched(sheets, 2)):
        for name, way in {"ours": _write, **WAYS}.items():
            if name != "merge" or index % 6 == 0:  # it takes longer than all others together
                times[name] += [_cpu(way, sheet, 8) for sheet in pair]
        times["pdfimpose"].append(_cpu(peers.pdfimpose, pair, 16))
    ms = {name: statistics.median(each) for name, each in times.items()}
    kb = statistics.mean(len(_write(sheet)) for sheet in sheets[:12]) / 1000
    return Figures(ms=ms["ours"], kb=kb, peak_mb=_peak(folder), ratios={name: ms["ours"] / ms[name] for name in AIMS})


def _cpu(way: Callable[[Any], object], what: Any, badges: int) -> float:
    """CPU ms a badge."""
    gc.collect()
    start = time.process_time()
    way(what)
    return (time.process_time() - start) * 1000 / badges


def _write(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    write([sheet], out)
    return out.getvalue()


def _peak(folder: Path) -> float:
    """MB of a fresh process that writes all badges into one file."""
    ended = subprocess.run([sys.executable, "-m", "tests.benchmarks.impose_peak", str(folder)], check=True, capture_output=True, text=True)
    return float(ended.stdout)


def _badges(folder: Path, background: bytes | None) -> list[BadgeSource]:
    """Badges as WeasyPrint makes them, each with its own name."""
    fonts = FontConfiguration()
    style, images = CSS(string=STYLE, font_config=fonts), dict[str, Any]()
    image = f'<img src="data:image/jpeg;base64,{base64.b64encode(background).decode()}">' if background else ""
    made = []
    for number in range(BADGES):
        pdf = folder / f"{number}.pdf"
        name = "".join(random.Random(number).sample("abcdefghijklmnoprstuvwxyz", 9)).title()
        code = segno.make(f"https://badges.example/{number}", error="m").svg_inline(scale=2, border=4)
        page = f"{image}{code}<h1>{name} Ångström</h1><p>Company {number}</p><div class='band'><p>Speaker</p></div>"
        HTML(string=page).write_pdf(pdf, font_config=fonts, stylesheets=[style], cache=images)
        made.append(BadgeSource(pdf=pdf, trim=TRIM, bleed=3, id=f"B{number}"))
    return made


def _jpeg() -> bytes:
    """About 200 KB, as a photo has."""
    noise = random.Random(1).randbytes(180 * 256 * 3)
    image = Image.frombytes("RGB", (180, 256), noise).resize((1087, 1535), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=24)
    return out.getvalue()


def _row(name: str, value: float, unit: str, aim: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "aim": aim}


if __name__ == "__main__":
    for row in measure():
        print(row)
