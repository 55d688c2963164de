"""A design: a folder of HTML, CSS and artwork with a `design.toml`, read once and kept by the digest of its files."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath
from typing import Final

from forge.designfile import BadgeType, TextField, read
from forge.designtable import FILE
from forge.errors import DesignError
from ledger.values import Millimetre, Size

__all__ = ["FILE", "BadgeType", "Design", "TextField", "find", "names"]

MOST_FILES: Final = 100
MOST_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The files of a design and what its design.toml says. No I/O but `load`."""

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    """everything in the folder, by its path there: at most 100 files and 32 MB"""
    digest: str
    """sha256, 64 hex digits, over names and contents: two designs with the same digest print the same"""
    trim: Size
    """the finished badge, mm"""
    bleed: Millimetre
    """by which the artwork runs over the trim on each side, mm"""
    faces: tuple[str, ...]
    """the sides in page order: ("front",) or ("front", "back")"""
    html: str = field(repr=False)
    css: str = field(repr=False)
    qr: str
    """what the QR code says; `{id}` is the badge's id"""
    fields: Mapping[str, TextField]
    types: Mapping[str, BadgeType]

    @property
    def pages(self) -> int:
        """One for each face."""
        return len(self.faces)

    def archive(self) -> bytes:
        """All files as a zip with the design's name as its comment, the same bytes for the same files on every machine."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.comment = self.name.encode()
            for name, content in sorted(self.files.items()):
                archive.writestr(zipfile.ZipInfo(name), content)
        return out.getvalue()

    @classmethod
    def from_archive(cls, name: str, archive: bytes) -> "Design":
        """The inverse of `archive`; `name` is for one without a name of its own. Raises DesignError."""
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                name = opened.comment.decode(errors="replace") or name
                entries = opened.infolist()
                _bounded(name, len(entries), sum(entry.file_size for entry in entries))
                return cls.parse(name, {entry.filename: opened.read(entry) for entry in entries})
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise DesignError("a design is kept as a zip of its files", f"{name}: {error}", "publish it again") from error

    @classmethod
    def load(cls, folder: Path) -> "Design":
        """Read a design's folder; hidden files and `__pycache__` are not part of it. Raises DesignError."""
        try:
            paths = [path for path in folder.rglob("*") if path.is_file() and _counts(path.relative_to(folder))]
            _bounded(str(folder), len(paths), sum(path.stat().st_size for path in paths))
            return cls.parse(folder.name, {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})
        except OSError as error:
            raise DesignError("a design's folder can be read", f"{folder}: {error.strerror}", "let this user read it") from error

    @classmethod
    def parse(cls, name: str, contents: Mapping[str, bytes]) -> "Design":
        """A design from its files. Raises DesignError, which says what in design.toml is wrong."""
        said = read(name, contents)
        return cls(
            name=name,
            files=dict(sorted(contents.items())),
            digest=digest(contents),
            trim=said.trim,
            bleed=said.bleed,
            faces=said.faces,
            html=contents[said.html].decode("utf-8-sig"),
            css=contents[said.css].decode("utf-8-sig"),
            qr=said.qr,
            fields=said.fields,
            types=said.types,
        )


def digest(contents: Mapping[str, bytes]) -> str:
    """sha256 over names, lengths and contents, sorted by name."""
    state = hashlib.sha256()
    for name, content in sorted(contents.items()):
        state.update(f"{name}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()


def find(name: str, folders: Iterable[Path] = ()) -> Design:
    """A design by its name: in the user's folders first, then the shipped ones. Raises DesignError, which lists the names."""
    folders = tuple(folders)
    if name in names(folders):  # a listed name is one path segment, so it cannot lead out of the folders
        for folder in folders:
            if (folder / name / FILE).is_file():
                return Design.load(folder / name)
        with as_file(files("templates").joinpath(name)) as shipped:
            return Design.load(shipped)
    raise DesignError("a design has a name that is known", repr(name), f"choose one of {', '.join(names(folders))}")


def names(folders: Iterable[Path] = ()) -> list[str]:
    """All designs that `find` finds, in order."""
    own = {path.parent.name for folder in folders for path in folder.glob(f"*/{FILE}")}
    shipped = {entry.name for entry in files("templates").iterdir() if entry.joinpath(FILE).is_file()}
    return sorted(own | shipped)


def _counts(path: Path | PurePosixPath) -> bool:
    return not any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _bounded(where: str, count: int, size: int) -> None:
    if count > MOST_FILES or size > MOST_BYTES:
        limit = f"keep at most {MOST_FILES} files and {MOST_BYTES >> 20} MB in it"
        raise DesignError("a design is small", f"{where}: {count} files, {size >> 20} MB", limit)
