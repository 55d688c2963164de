"""What stands on a sheet of paper, read from its PDF by position: the order that a reader of the ledger alone could not see."""

import html
import re
import subprocess
from collections import defaultdict
from pathlib import Path

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def words_by_slot(sheet: Path, *, columns: int = 2, rows: int = 2) -> dict[str, list[str]]:
    """The words in each cell of a sheet with so many columns and rows of one size, by the cell's slot: A1 is the upper left."""
    found = defaultdict(list)
    shown = subprocess.run(["pdftotext", "-bbox", str(sheet), "-"], capture_output=True, text=True, check=True).stdout
    page = _PAGE.search(shown)
    assert page is not None, f"{sheet} has no page"
    width, height = map(float, page.groups())
    for *edges, word in _WORD.findall(shown):
        left, top, right, bottom = map(float, edges)
        column, row = int((left + right) / 2 / width * columns), int((top + bottom) / 2 / height * rows)
        found[f"{'AB'[column]}{row + 1}"].append(html.unescape(word))
    return dict(found)


def names_by_slot(sheet: Path, names: set[str]) -> dict[str, str]:
    """Which of these one-word names stands in which slot; a slot without one is left out."""
    return {slot: word for slot, words in sorted(words_by_slot(sheet).items()) for word in words if word in names}
