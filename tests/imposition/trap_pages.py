"""Pages with traps that imposers fall into: made by pypdf, imposed, and compared by two engines with themselves."""

import zlib
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from imposition.geometry import Rect
from imposition.plan import BadgeSource, plan
from imposition.stocks import find
from imposition.write import Written, write
from ledger.values import Size
from tests.imposition.pdfs import (
    ENGINES,
    Picture,
    cut,
    difference,
    source,
    stream,
)

type Change = Callable[[PdfWriter, DictionaryObject], None]

STOCK = find("a4-2x2")
TRIM = Rect(left=0, bottom=0, width=86, height=124)


def impose(badges: list[BadgeSource], folder: Path) -> tuple[Path, Written]:
    pdf = folder / "sheet.pdf"
    with pdf.open("wb") as out:
        return pdf, write(plan(STOCK, badges), out)


def assert_drawn_alike(pdf: Path, folder: Path, *, inside: Rect = TRIM, media: Size = TRIM.size) -> Written:
    """Whether both engines draw the badge in slot B2 as they draw its own page, whose trim lies at `inside`."""
    sheet, written = impose([None, None, None, source(pdf)], folder)  # type: ignore[list-item]
    cell = STOCK.cell(3).grown(-0.1)  # without its outermost pixels: engines blend them with what lies beside
    for engine in ENGINES:
        alone = cut(engine(pdf), inside.grown(-0.1), media)
        assert (alone < 128).any(), "the fixture shows something"
        assert difference(cut(engine(sheet), cell, STOCK.sheet), alone) <= 16, engine.__name__
    return written


def page_with(**entries: PdfObject) -> Change:
    def change(_: PdfWriter, page: DictionaryObject) -> None:
        page.update({NameObject(f"/{key}"): value for key, value in entries.items()})

    return change


def contents(*pieces: bytes) -> Change:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        made = []
        for index, piece in enumerate(pieces):
            coded = stream(zlib.compress(piece), Filter=NameObject("/FlateDecode")) if index % 2 else stream(piece)
            made.append(writer._add_object(coded))
        page[NameObject("/Contents")] = ArrayObject(made)

    return change


def form(writer: PdfWriter, content: bytes, **entries: PdfObject) -> IndirectObject:
    made = stream(content, Type=NameObject("/XObject"), Subtype=NameObject("/Form"), **entries)
    return writer._add_object(made)


def blank(picture: Picture) -> bool:
    return bool((picture == 255).all())
