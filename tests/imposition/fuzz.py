"""Damages badges of all producers by chance: each is refused by name, or printed as it looks by itself.

`python -m tests.imposition.fuzz 5000` goes on until that many were tried; the suite tries some of each producer.
"""

import io
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from imposition.document import Document
from imposition.errors import BadgeFileError
from imposition.form import embed
from imposition.geometry import millimetres
from imposition.plan import BadgeSource, arrange
from imposition.source import faces
from imposition.stock import Kind, Stock
from imposition.tokens import NotPlain
from imposition.write import write
from ledger.values import Size
from tests.imposition.producers import HEIGHT, PRODUCERS, WIDTH

EDGE = 10
"""points round the badge on its sheet"""


def stock(width: int, height: int) -> Stock:
    """One label of this size, in points, on a sheet that is a little larger."""
    trim, sheet = (Size(width=millimetres(width + rim), height=millimetres(height + rim)) for rim in (0, 2 * EDGE))
    across, down = sorted((sheet.width, sheet.height))
    return Stock(
        name="fuzz",
        title="one label",
        source="this test",
        kind=Kind.DIE_CUT,
        media=f"om_fuzz_{across:.2f}x{down:.2f}mm",
        sheet=sheet,
        label=trim,
        columns=1,
        rows=1,
        left=millimetres(EDGE),
        top=millimetres(EDGE),
        pitch_x=trim.width,
        pitch_y=trim.height,
    )


type Picture = NDArray[np.int16]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with one to four mishaps, most of them where its structure is."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_MISHAPS)(data, chance)
    return data


def _at(data: bytes, chance: random.Random) -> int:
    """A place in the file, outside its streams more often than not."""
    if chance.random() < 0.3:
        return chance.randrange(len(data))
    ends = [end for end in (data.find(b"stream", start) for start in chance.choices(range(len(data)), k=3)) if end > 0]
    return min(len(data) - 1, max(0, chance.choice(ends or [len(data) - 1]) + chance.randrange(-200, 60)))


def _byte(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    return data[:place] + bytes((chance.randrange(256),)) + data[place + 1 :]


def _digit(data: bytes, chance: random.Random) -> bytes:
    """Another digit where one stands: in a length, a reference, a place, a box."""
    places = [place for place in range(len(data)) if data[place : place + 1].isdigit()]
    place = chance.choice(places)
    return data[:place] + b"%d" % chance.randrange(10) + data[place + 1 :]


def _token(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    token = chance.choice((b"<<", b">>", b"[", b"]", b"(", b")", b"/", b" R", b"%", b" 0 ", b"null", b"endobj", b"#20", b"\r"))
    return data[:place] + token + data[place + chance.choice((0, len(token))) :]


def _gap(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    return data[:place] + data[place + chance.randrange(1, 40) :]


def _twice(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    return data[: place + chance.randrange(1, 60)] + data[place:]


def _name(data: bytes, chance: random.Random) -> bytes:
    """One key for another: the value goes to where it is not expected."""
    keys = (b"/Rotate", b"/Group", b"/Annots", b"/OC", b"/UserUnit", b"/CropBox", b"/Filter", b"/Length", b"/Prev", b"/F", b"/Type")
    places = [place for place in range(len(data)) if data[place : place + 1] == b"/"]
    place = chance.choice(places)
    end = place + 1
    while data[end : end + 1].isalnum():
        end += 1
    return data[:place] + chance.choice(keys) + data[end:]


_MISHAPS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_byte, _digit, _digit, _token, _gap, _twice, _name)


def pdfium(pdf: Path) -> Picture | None:
    """At 72 dpi; None where the engine refuses the file."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        bitmap = document[0].render(scale=1, draw_annots=True)
        return bitmap.to_numpy()[:, :, :3].astype(np.int16)
    except pypdfium2.PdfiumError:
        return None


def poppler(pdf: Path) -> Picture | None:
    """At 72 dpi; None where the engine refuses the file."""
    drawn = subprocess.run(["pdftoppm", "-cropbox", "-r", "72", "-l", "1", str(pdf)], check=False, capture_output=True)
    if drawn.returncode or not drawn.stdout:
        return None
    picture = np.asarray(Image.open(io.BytesIO(drawn.stdout)).convert("RGB")).astype(np.int16)
    return picture if picture.size > 3 else None  # one pixel is poppler's page that it could not read


def outcome(pdf: Path, sheet: Path, size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    """What becomes of a file: `refused`, or which reader read it and in which engines it looks different."""
    label = stock(*size)
    badge = BadgeSource(pdf=pdf, trim=label.label, bleed=0, id="B17")
    try:
        with sheet.open("wb") as out:
            write([arrange(label, {"A1": badge})], out)
    except BadgeFileError:
        return "refused"
    way = "plain" if is_plain(badge) else "pypdf"
    wrong = [engine.__name__ for engine in (pdfium, poppler) if not _alike(engine(pdf), engine(sheet), size)]
    return f"{way}: different in {' and '.join(wrong)}" if wrong else f"{way}: the same"


def is_plain(badge: BadgeSource) -> bool:
    """Whether imposition reads a file itself."""
    try:
        for face in faces(badge, plain=True):
            embed(face, Document(io.BytesIO()))
    except (NotPlain, BadgeFileError):
        return False
    return True


def _alike(alone: Picture | None, on_sheet: Picture | None, size: tuple[int, int]) -> bool:
    if alone is None or on_sheet is None:
        return alone is None  # what an engine cannot read by itself, it may still read on the sheet
    width, height = size
    if alone.shape != (height, width, 3):
        return True  # a box that is wrong by less than the tolerance: no pixel has its counterpart
    cell = on_sheet[EDGE : EDGE + height, EDGE : EDGE + width]
    return bool((np.abs(cell[1:-1, 1:-1] - alone[1:-1, 1:-1]).max(axis=2) > 24).mean() < 0.002)


def attempt(producer: Callable[[Path], Path], seed: int, folder: Path) -> str:
    """Damage this producer's badge by this seed; gives what becomes of it."""
    whole = folder / f"{producer.__name__}.pdf"
    if not whole.exists():
        producer(whole)
    pdf = folder / "damaged.pdf"
    pdf.write_bytes(damaged(whole.read_bytes(), random.Random(f"{producer.__name__} {seed}")))
    return outcome(pdf, folder / "sheet.pdf")


def main() -> None:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(int(sys.argv[1])):
            producer, seed = PRODUCERS[number % len(PRODUCERS)], number // len(PRODUCERS)
            result = attempt(producer, seed, Path(folder))
            counts[result] += 1
            if "different" in result:
                print(f"{producer.__name__} {seed}: {result}", flush=True)
    print(dict(counts))


if __name__ == "__main__":
    main()
