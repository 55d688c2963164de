"""One badge as ten programs write it: the same size and much the same look, and in no two files the same syntax."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 240, 350
"""points: whole ones, so that at 72 dpi no edge lies within a pixel"""


def picture() -> Image.Image:
    """A small photo without one repeated row."""
    image = Image.new("RGB", (48, 30))
    image.putdata([(x * 5, y * 8, (x * y) % 256) for y in range(30) for x in range(48)])
    return image


def weasyprint(path: Path) -> Path:
    from weasyprint import HTML

    HTML(
        string=f"""<style>@page {{ size: {WIDTH}pt {HEIGHT}pt; margin: 0 }} body {{ margin: 0; font: 24pt 'Noto Sans' }}
        div {{ position: absolute }} .a {{ left: 0; top: 0; width: 240pt; height: 350pt; background: #ffe9c7 }}
        .b {{ left: 20pt; top: 250pt; width: 180pt; height: 60pt; background: linear-gradient(90deg, #c8102e, #234e70); opacity: 0.7 }}
        .c {{ left: 20pt; top: 60pt; transform: rotate(-8deg) }}</style>
        <div class=a></div><div class=b></div><div class=c>Zoë Quinn</div>"""
    ).write_pdf(path)
    return path


def reportlab(path: Path) -> Path:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFillColorRGB(1, 0.9, 0.7)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.drawImage(ImageReader(picture()), 30, 200, 160, 100)
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(30, 120, "Quinn (Zoe)")
    canvas.linearGradient(20, 20, 200, 60, ((0.8, 0, 0), (0, 0, 0.8)), extend=False)
    canvas.save()
    return path


def fpdf2(path: Path) -> Path:
    from fpdf import FPDF

    pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    pdf.add_page()
    pdf.set_auto_page_break(auto=False)
    pdf.set_fill_color(200, 230, 200)
    pdf.rect(0, 0, WIDTH, HEIGHT, style="F")
    pdf.image(picture(), x=40, y=40, w=120, h=75)
    pdf.set_font("Times", size=34)
    pdf.text(30, 220, "Li Wei 100 %")
    with pdf.local_context(fill_opacity=0.5):
        pdf.set_fill_color(20, 30, 120)
        pdf.ellipse(60, 180, 140, 120, style="F")
    pdf.output(str(path))
    return path


def pypdf(path: Path) -> Path:
    """ReportLab's page as pypdf writes it again."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(reportlab(path.with_suffix(".first"))))
    writer.compress_identical_objects()
    writer.write(path)
    return path


def cairo(path: Path) -> Path:
    """WeasyPrint's page as cairo draws it: poppler's own program drives it."""
    subprocess.run(["pdftocairo", "-pdf", str(weasyprint(path.with_suffix(".first"))), str(path)], check=True)
    return path


def qpdf(path: Path) -> Path:
    """fpdf2's page by qpdf, its objects packed and filtered by rows."""
    import pikepdf

    with pikepdf.open(fpdf2(path.with_suffix(".first"))) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    return path


def qpdf_linear(path: Path) -> Path:
    """The same for the web: two tables, the first page first."""
    import pikepdf

    with pikepdf.open(weasyprint(path.with_suffix(".first"))) as pdf:
        pdf.save(path, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return path


def mupdf(path: Path) -> Path:
    """Drawn and written by MuPDF, which spells its objects over many lines."""
    import pymupdf

    with pymupdf.open() as document:
        page = document.new_page(width=WIDTH, height=HEIGHT)
        page.draw_rect(page.rect, color=None, fill=(0.9, 0.85, 1))
        out = io.BytesIO()
        picture().save(out, "PNG")
        page.insert_image(pymupdf.Rect(20, 20, 180, 120), stream=out.getvalue())
        page.insert_text((30, 220), "Ana Cruz", fontsize=32, color=(0.5, 0, 0.1))
        document.save(path, garbage=4, deflate=True, pretty=True)
    return path


def ghostscript(path: Path) -> Path:
    """ReportLab's page as Ghostscript distils it: fonts cut anew, colours and gradients as it writes them."""
    source = reportlab(path.with_suffix(".first"))
    options = [
        "-q",
        "-dBATCH",
        "-dNOPAUSE",
        "-dSAFER",
        "-sDEVICE=pdfwrite",
        f"-dDEVICEWIDTHPOINTS={WIDTH}",
        f"-dDEVICEHEIGHTPOINTS={HEIGHT}",
    ]
    subprocess.run(["gs", *options, f"-sOutputFile={path}", str(source)], check=True)
    return path


def mutool(path: Path) -> Path:
    """fpdf2's page by MuPDF's own tool, cleaned and written anew."""
    subprocess.run(
        ["mutool", "clean", "-gggg", "-z", "-s", str(fpdf2(path.with_suffix(".first"))), str(path)], check=True, capture_output=True
    )
    return path


PRODUCERS: tuple[Callable[[Path], Path], ...] = (
    weasyprint,
    reportlab,
    fpdf2,
    pypdf,
    cairo,
    qpdf,
    qpdf_linear,
    mupdf,
    ghostscript,
    mutool,
)
