"""What was rendered before: a badge whose content, design, event and fonts are the same is not rendered again.

Kept beside the PDFs, under a digest of all that a badge is made of: the file says which PDF it became. It is a convenience: one that
is lost or unreadable costs a rendering.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from weasyprint.text.ffi import ffi, fontconfig, pango

from ledger.store import Store

_SYSTEM = 0
"""FcSetSystem: the installed fonts"""


def key(content: Mapping[str, Any]) -> str:
    """Of a badge, from all that it is made of. content: as JSON has it."""
    made_of = json.dumps({"content": content, "by": fingerprint()}, ensure_ascii=False, sort_keys=True)
    return f"rendered/{hashlib.sha256(made_of.encode(errors='surrogatepass')).hexdigest()}.json"


def kept(store: Store, key: str) -> dict[str, Any] | None:
    """What `keep` was given, if its PDF is still there."""
    try:
        found: dict[str, Any] = json.loads(store.path(key).read_bytes())
        return found if store.path(found["pdf"]).is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(store: Store, key: str, result: Mapping[str, Any]) -> None:
    """Remember a result. pdf: its key in the store."""
    path = store.path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(result), encoding="utf-8")
    draft.replace(path)


@cache
def fingerprint() -> str:
    """Of this process: our code, WeasyPrint, Pango and the installed fonts, which it sees until its end."""
    state = hashlib.sha256(f"{version('weasyprint')} {pango.pango_version()}".encode())
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
