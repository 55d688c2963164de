"""Pictures of PDFs, drawn by poppler."""

import io
import subprocess
from collections.abc import Sequence

from PIL import Image

from badge_forge.session import attention

GAP = 16
"""pixels between two pictures"""
PICTURE_S = 15.0
"""for poppler to draw a page"""
_RULE = f"pdftoppm draws the picture of a badge within {PICTURE_S:g} s"
_REMEDY = "a printer may stumble as well: simplify the pictures and the repeated backgrounds of the design"


def picture(pdf: bytes, *, pages: int = 1, dpi: int = 100) -> Image.Image:
    """A badge's pages side by side. Raises ClickException where poppler does not draw them."""
    drawn = [_page(pdf, number, dpi) for number in range(1, pages + 1)]
    whole = Image.new("RGB", (sum(page.width for page in drawn), drawn[0].height))
    for number, page in enumerate(drawn):
        whole.paste(page, (number * page.width, 0))
    return whole


def _page(pdf: bytes, number: int, dpi: int) -> Image.Image:
    command = ["pdftoppm", "-r", str(dpi), "-f", str(number), "-png", "-singlefile", "-"]
    try:
        drawn = subprocess.run(command, input=pdf, check=True, capture_output=True, timeout=PICTURE_S)
    except FileNotFoundError:
        raise attention("pictures are drawn by pdftoppm, which is not installed: apt-get install poppler-utils") from None
    except subprocess.TimeoutExpired:
        raise attention(f"{_RULE}: it took longer, and was ended; {_REMEDY}") from None
    except subprocess.CalledProcessError as error:
        raise attention(f"{_RULE}: it ended with {error.returncode}; {_REMEDY}") from None
    return Image.open(io.BytesIO(drawn.stdout)).convert("RGB")


def contact_sheet(pictures: Sequence[Image.Image], *, columns: int = 5) -> Image.Image:
    """Pictures of one size side by side, row by row."""
    width, height = pictures[0].size
    across = min(columns, len(pictures))
    down = -(-len(pictures) // across)
    sheet = Image.new("RGB", (across * (width + GAP) + GAP, down * (height + GAP) + GAP), "#d8dbe0")
    for at, each in enumerate(pictures):
        sheet.paste(each, (GAP + at % across * (width + GAP), GAP + at // across * (height + GAP)))
    return sheet
