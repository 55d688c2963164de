"""A design: a folder of HTML, CSS and artwork with a `design.toml`, read once and kept by the digest of its files."""

import hashlib
import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath
from typing import Any, Final

from forge.errors import DesignError
from ledger.values import Millimetre, Size

FILE: Final = "design.toml"
MOST_FILES: Final = 100
MOST_BYTES: Final = 32 * 1024 * 1024
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeType:
    """What a badge of this type looks like. colour, text: #rrggbb."""

    key: str
    label: str
    colour: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """The box of a text and its range of sizes. width, height in mm; sizes in points: the largest it
    may have, the wished one, and the smallest that is still legible."""

    width: Millimetre
    height: Millimetre
    largest: float
    smallest: float
    wished: float = 0
    lines: int = 2
    weight: int = 400


@dataclass(frozen=True, kw_only=True)
class Design:
    """The files of a design and what its design.toml says. No I/O but `load`."""

    name: str
    files: Mapping[str, bytes]
    trim: Size
    bleed: Millimetre
    html: str
    css: str
    qr: str
    fields: Mapping[str, TextField]
    types: Mapping[str, BadgeType]
    pages: int = 1

    @cached_property
    def digest(self) -> str:
        """sha256 over the names and contents of all files: two designs with the same digest print the same."""
        state = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            state.update(f"{name}\0{len(content)}\0".encode())
            state.update(content)
        return state.hexdigest()

    def archive(self) -> bytes:
        """All files as a zip, the same bytes for the same files."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(self.files.items()):
                archive.writestr(zipfile.ZipInfo(name), content)
        return out.getvalue()

    @classmethod
    def from_archive(cls, name: str, archive: bytes) -> "Design":
        """The inverse of `archive`. Raises DesignError."""
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                return cls.parse(name, {entry: opened.read(entry) for entry in opened.namelist()})
        except zipfile.BadZipFile as error:
            raise DesignError("a design is kept as a zip of its files", f"{name}: {error}", "publish it again") from error

    @classmethod
    def load(cls, folder: Path) -> "Design":
        """Read a design's folder. Raises DesignError."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        if len(paths) > MOST_FILES or sum(path.stat().st_size for path in paths) > MOST_BYTES:
            limit = f"at most {MOST_FILES} files and {MOST_BYTES >> 20} MB"
            raise DesignError("a design's folder is small", f"{folder}: {len(paths)} files", f"keep {limit} in it")
        return cls.parse(folder.name, {str(PurePosixPath(path.relative_to(folder))): path.read_bytes() for path in paths})

    @classmethod
    def parse(cls, name: str, contents: Mapping[str, bytes]) -> "Design":
        """A design from its files. Raises DesignError."""
        if FILE not in contents:
            raise DesignError(f"a design has a {FILE}", name, "write one, or take a copy of the design `conference`")
        try:
            return cls._of(name, contents, tomllib.loads(contents[FILE].decode()))
        except (KeyError, TypeError, ValueError) as error:
            raise DesignError(f"a design's {FILE} says what docs/designs.md names", f"{name}: {error}", "mend it") from error

    @classmethod
    def _of(cls, name: str, contents: Mapping[str, bytes], table: Mapping[str, Any]) -> "Design":
        for key in ("html", "css"):
            if table[key] not in contents:
                raise DesignError(f"the file of {key} is in the design's folder", f"{name}: {table[key]}", "correct its name")
        return cls(
            name=name,
            files=dict(contents),
            trim=Size(width=float(table["trim"][0]), height=float(table["trim"][1])),
            bleed=float(table["bleed"]),
            html=contents[table["html"]].decode(),
            css=contents[table["css"]].decode(),
            qr=str(table.get("qr", "{id}")),
            fields={key: TextField(**value) for key, value in table["fields"].items()},
            types={key: _type(name, key, value) for key, value in table["types"].items()},
        )


def _type(design: str, key: str, value: Mapping[str, Any]) -> BadgeType:
    made = BadgeType(key=key, **value)
    for colour in (made.colour, made.text):
        if not _COLOUR.fullmatch(colour):
            raise DesignError(
                "a type's colours are #rrggbb", f"{design}, type {key}: {colour}", "write six hexadecimal digits in lower case"
            )
    return made


def find(name: str, folders: Iterable[Path] = ()) -> Design:
    """A design by its name: in the user's folders first, then the shipped ones. Raises DesignError, which lists them."""
    for folder in folders:
        if (folder / name / FILE).is_file():
            return Design.load(folder / name)
    shipped = files("templates")
    names = sorted(entry.name for entry in shipped.iterdir() if entry.joinpath(FILE).is_file())
    if name in names:
        with as_file(shipped.joinpath(name)) as folder:
            return Design.load(folder)
    own = sorted(path.parent.name for folder in folders for path in folder.glob(f"*/{FILE}"))
    raise DesignError("a design has a name that is known", name, f"choose one of {', '.join(sorted({*own, *names}))}")
