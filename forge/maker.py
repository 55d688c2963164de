"""What makes a badge besides its content and its design: our code, the programs below it, and the installed fonts."""

import hashlib
import os
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from forge.engine import ffi, fontconfig, pango

PROGRAMS: Final = ("fonttools", "jinja2", "pillow", "pydyf", "segno", "uharfbuzz", "weasyprint")
_SYSTEM = 0
"""FcSetSystem: the installed fonts"""


@cache
def fingerprint() -> str:
    """Of this process, which sees these fonts until its end."""
    state = hashlib.sha256(f"{[version(program) for program in PROGRAMS]} {pango.pango_version()}".encode())
    for source in sorted((each for each in files("forge").iterdir() if each.name.endswith(".py")), key=lambda each: each.name):
        state.update(source.read_bytes())
    for font in installed():
        status = font.stat()
        state.update(f"{font} {status.st_size} {status.st_mtime_ns}\n".encode())
    return state.hexdigest()


def installed() -> list[Path]:
    """The files of all fonts that fontconfig knows, in order."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    found, name = fontconfig.FcConfigGetFonts(config, _SYSTEM), ffi.new("FcChar8 **")
    paths = set()
    for pattern in found.fonts[0 : found.nfont] if found else ():
        if fontconfig.FcPatternGetString(pattern, b"file", 0, name) == fontconfig.FcResultMatch:
            paths.add(Path(os.fsdecode(ffi.string(name[0]))))
    return sorted(path for path in paths if path.exists())
