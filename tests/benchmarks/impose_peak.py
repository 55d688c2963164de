"""Writes all badges of a folder into one file and prints the peak of its memory in MB: a process that imports nothing else."""

import sys
from pathlib import Path

from imposition.plan import BadgeSource, plan
from imposition.stocks import parse
from imposition.write import write
from ledger.values import Size

TRIM = Size(width=86, height=124)
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


def main(folder: Path) -> None:
    badges = [BadgeSource(pdf=pdf, trim=TRIM, bleed=3, id=pdf.stem) for pdf in sorted(folder.glob("*.pdf"))]
    with (folder / "all").open("wb") as out:
        write(plan(parse("sra3-4x2", SRA3), badges), out)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    print(int(peak.split()[1]) / 1000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
