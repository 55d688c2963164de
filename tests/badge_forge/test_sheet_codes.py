"""The codes of badges are read from the sheet as a printer prints it, with the longest that an id and a contact may say."""

import io
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from forge.attendee import accept
from forge.design import Design, find
from forge.rendering import Renderer
from imposition import stocks
from imposition.plan import BadgeSource, plan
from imposition.write import write
from tests.forge.people import EVENT
from tests.forge.pictures import pdfium, poppler

IDS = ("A17", "7" * 200, "0123456789abcdef-ü" * 11, "x" * 200)
NAME, COMPANY = "Zoë; O'Neil: & Co", "Paper, Queues; Sons"
MECARD = r"MECARD:N:Zoë\; O'Neil\: & Co;ORG:Paper\, Queues\; Sons;;"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four badges on A4: three long ids and, in the last cell, a contact."""
    folder, renderer, design = tmp_path_factory.mktemp("badges"), Renderer(), find("conference")
    contact = Design.parse("contact", {**design.files, "design.toml": design.files["design.toml"].replace(b'"{id}"', CONTACT)})
    badges = [drawn(folder, renderer, contact if n == 3 else design, badge) for n, badge in enumerate(IDS)]
    out = io.BytesIO()
    write(plan(stocks.find("a4-2x2"), badges), out)
    return out.getvalue()


CONTACT = b'"MECARD:N:{name};ORG:{company};;"'


def drawn(folder: Path, renderer: Renderer, design: Design, badge: str) -> BadgeSource:
    made = renderer.render(accept(id=badge, name=NAME, company=COMPANY, type="speaker"), design, event=EVENT)
    (path := folder / f"{len(list(folder.iterdir()))}.pdf").write_bytes(made.pdf)
    return BadgeSource(pdf=path, trim=made.trim, bleed=made.bleed, id=badge)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("engine", [pdfium, poppler])
def test_every_code_on_a_sheet_is_read(sheet: bytes, engine, dpi: int):
    (picture,) = engine(sheet, dpi=dpi)
    found = {code.text for code in zxingcpp.read_barcodes(picture.astype(np.uint8))}
    assert found == {*IDS[:3], MECARD}
