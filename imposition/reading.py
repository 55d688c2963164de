"""Opens a badge's PDF: plain ones are read here, all others by pypdf, which takes ten times as long."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from imposition.errors import BadgeFileError
from imposition.objects import DictionaryObject, pypdf_catalog
from imposition.plain import PlainFile
from imposition.tokens import NotPlain


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The root of a PDF. close: lets go of what was read at once; nothing of it can be asked any more."""

    root: DictionaryObject
    close: Callable[[], None] = lambda: None


def opened(path: Path, badge: str, *, plain: bool) -> Opened:
    """Open a PDF. Raises BadgeFileError for a file that is empty, encrypted or no PDF; if it is to be plain, NotPlain, as any
    reference in it may; else what pypdf raises."""
    data = path.read_bytes()
    if not data:
        raise BadgeFileError(badge, "its PDF is an empty file; make the badge again")
    if not data.startswith(b"%PDF-"):
        raise BadgeFileError(badge, "its file is no PDF (it does not start with %PDF-); make the badge again")
    if not plain:
        return Opened(root=pypdf_catalog(data, badge))
    file = PlainFile(data)
    return Opened(root=file.catalog, close=file.close)


def kept_open(path: Path, _badge: str, *, plain: bool) -> Opened:
    """The same for a file that holds many badges: it is opened once for as long as they follow each other, and not closed."""
    root = _kept(path, path.name, plain)
    if root is None:
        raise NotPlain
    return Opened(root=root)


@lru_cache(maxsize=2)
def _kept(path: Path, badge: str, plain: bool) -> DictionaryObject | None:
    try:
        return opened(path, badge, plain=plain).root
    except NotPlain:
        return None
