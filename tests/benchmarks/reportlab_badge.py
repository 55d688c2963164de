"""The same badge by ReportLab, drawn by hand with Noto Sans: what it lacks (Chinese, Arabic, emoji) stays blank, and nothing is shaped."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.sample import font_file

FONTS = {400: "Noto Sans", 700: "Noto Sans:bold"}
WIDTH, HEIGHT, BLEED, SIDE = 92 * mm, 130 * mm, 3 * mm, 28 * mm
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)")
_VIEW = re.compile(r'viewBox="0 0 (\d+)')


def drawer(folder: Path) -> Callable[[Mapping[str, Any]], bytes]:
    """Draws what `told` says, with fonts and artwork that are read once."""
    for name in FONTS.values():
        pdfmetrics.registerFont(TTFont(name, font_file(name)))
    header = ImageReader(str(folder / "header.jpg"))
    return lambda badge: _draw(badge, header)


def _draw(badge: Mapping[str, Any], header: ImageReader) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    canvas.drawImage(header, 0, HEIGHT - 30 * mm, WIDTH, 30 * mm)
    canvas.setFillColor(HexColor(badge["colour"]))
    canvas.rect(0, 0, WIDTH, 39 * mm, stroke=0, fill=1)
    _code(canvas, badge["qr"])
    for line in badge["lines"]:
        canvas.setFillColor(HexColor(line["colour"]))
        canvas.setFont(FONTS[line["weight"]], line["size"])
        canvas.drawString(BLEED + line["x"], HEIGHT - BLEED - line["y"], line["text"])
    canvas.save()
    return out.getvalue()


def _code(canvas: Canvas, svg: str) -> None:
    canvas.setFillColor(HexColor("#ffffff"))
    left, top, side = BLEED + 54 * mm, HEIGHT - BLEED - 92 * mm, float(_VIEW.search(svg)[1])
    canvas.rect(left, top - SIDE, SIDE, SIDE, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#000000"))
    path, module = canvas.beginPath(), SIDE / side
    for x, y, length in (map(int, run) for run in _RUN.findall(svg)):
        path.rect(left + x * module, top - (y + 1) * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
