"""Attendees' photos: files in a folder that a list's column `photo` names. Each is decoded and packed anew before it comes near a badge.

The node imports this page for the digests: Pillow waits for the first photo."""

import hashlib
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from forge.errors import CannotRender
from forge.text import key, show

COLUMN: Final = "photo"
MOST_BYTES: Final = 20_000_000
SIDE: Final = 900
"""pixels of the longer side, at most: 300 dpi on 76 mm"""
QUALITY: Final = 88
"""of the JPEG"""
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def named(fields: Mapping[str, str]) -> str:
    """The file that the column names, or ""."""
    return next((value for field, value in fields.items() if key(field) == COLUMN), "")


def digest(folder: Path | None, name: str) -> str:
    """Of the file as it is now; "" where there is none."""
    path = _path(folder, name)
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""
    except OSError:  # the slot says what is wrong with it
        return ""


def load(folder: Path | None, name: str) -> bytes:
    """The photo as a JPEG of at most 900 pixels a side, upright, on white. Raises CannotRender."""
    from PIL import Image, ImageOps

    path = _path(folder, name)
    if path is None:
        where = "the folder that `photos` below [node] names" if folder is None else f"the folder {folder.name}"
        rule = f"an attendee's photo is a file of at most {MOST_BYTES // 1_000_000} MB in {where}"
        raise CannotRender(rule, show(name), "put it there, or correct the column photo")
    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.mode.startswith("I"):
                raise ValueError("16 bits a channel, of which Pillow would make white")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            small = picture.convert("RGBA")
            small.thumbnail((SIDE, SIDE))
            upright = ImageOps.exif_transpose(small)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        rule = "an attendee's photo is a whole JPEG, PNG or WebP of ordinary size"
        raise CannotRender(rule, show(name), "save it anew, or take another") from error
    out = BytesIO()
    Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _path(folder: Path | None, name: str) -> Path | None:
    """Only a file of this folder itself: no path leads out of it."""
    if folder is None or not name or name != Path(name).name or name.startswith(".") or "\0" in name:
        return None
    path = folder / name
    try:
        return path if path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES else None
    except OSError:  # a name that is too long for a file's
        return None
