"""Other ways to put eight badges on a sheet, as their own documentation shows them: the same badges, a file a sheet.

PyMuPDF and pdfimpose are under the AGPL: the product never imports them.
"""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pymupdf
from pdfimpose.schema import cards
from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from imposition.geometry import points
from imposition.plan import Cell, Sheet


def merge(sheet: Sheet) -> bytes:
    """pypdf's merge_transformed_page, what everybody uses."""
    writer = PdfWriter()
    page = PageObject.create_blank_page(width=points(sheet.stock.sheet.width), height=points(sheet.stock.sheet.height))
    for cell, pdf in _filled(sheet):
        move = Transformation().translate(points(cell.rect.left), points(cell.rect.bottom))
        page.merge_transformed_page(PdfReader(pdf).pages[0], move)
    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def mupdf(sheet: Sheet) -> bytes:
    """PyMuPDF's show_pdf_page; garbage=4 merges equal objects, images included."""
    with pymupdf.open() as document:
        height = points(sheet.stock.sheet.height)
        page = document.new_page(width=points(sheet.stock.sheet.width), height=height)
        for cell, pdf in _filled(sheet):
            ink = cell.ink
            place = pymupdf.Rect(points(ink.left), height - points(ink.top), points(ink.right), height - points(ink.bottom))
            with pymupdf.open(pdf) as badge:
                page.show_pdf_page(place, badge, 0)
        return bytes(document.tobytes(garbage=4, deflate=False))


def qpdf(sheet: Sheet) -> bytes:
    """pikepdf's forms, with the bleed kept and equal images shared: both are work that its overlays do not do by themselves."""
    images: dict[bytes, pikepdf.Object] = {}
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(points(sheet.stock.sheet.width), points(sheet.stock.sheet.height)))
        forms, content = pikepdf.Dictionary(), b""
        for index, (cell, pdf) in enumerate(_filled(sheet)):
            with pikepdf.open(pdf) as badge:
                forms[f"/B{index}"] = _form(badge, document, images)
            ink = [points(edge) for edge in (cell.ink.left, cell.ink.bottom, cell.ink.width, cell.ink.height)]
            clip, place = b"%f %f %f %f re W n" % tuple(ink), (points(cell.rect.left), points(cell.rect.bottom))
            content += b"q %b 1 0 0 1 %f %f cm /B%d Do Q\n" % (clip, *place, index)
        page.Resources = pikepdf.Dictionary(XObject=forms)
        page.Contents = document.make_stream(content)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _form(badge: pikepdf.Pdf, document: pikepdf.Pdf, images: dict[bytes, pikepdf.Object]) -> pikepdf.Object:
    page = badge.pages[0]
    page.trimbox = page.mediabox  # or the bleed is clipped
    pictures = page.Resources.get("/XObject", pikepdf.Dictionary())
    known = {}
    for name, picture in list(pictures.items()):
        if picture.get("/Subtype") == "/Image":
            digest = hashlib.sha256(picture.read_raw_bytes()).digest()
            known[name] = images[digest] = images.get(digest) or document.copy_foreign(picture)
            del pictures[name]
    form = document.copy_foreign(page.as_form_xobject())
    for name, picture in known.items():
        form.Resources.XObject[name] = picture
    return form


def pdfimpose(sheets: Sequence[Sheet]) -> bytes:
    """The schema `cards` on both sides of one sheet, which is what it makes: it takes sixteen badges."""
    files = [str(pdf) for sheet in sheets for _, pdf in _filled(sheet)]
    out = io.BytesIO()
    cards.impose(files, out, signature=(sheets[0].stock.columns, sheets[0].stock.rows))
    return out.getvalue()


def _filled(sheet: Sheet) -> list[tuple[Cell, Path]]:
    return [(cell, cell.badge.pdf) for cell in sheet.cells if cell.badge]
