"""Opens a badge's PDF: plain ones are read here, all others by pypdf, which takes ten times as long."""

from functools import lru_cache
from pathlib import Path

from imposition.errors import BadgeFileError
from imposition.objects import DictionaryObject, pypdf_catalog
from imposition.plain import plain_catalog
from imposition.tokens import NotPlain


def catalog(path: Path, badge: str, *, plain: bool) -> DictionaryObject:
    """The root of a PDF. Raises BadgeFileError for a file that is empty, encrypted or no PDF; if it is to be plain, NotPlain,
    as any reference in it may; else what pypdf raises."""
    data = path.read_bytes()
    if not data:
        raise BadgeFileError(badge, "its PDF is an empty file; make the badge again")
    if not data.startswith(b"%PDF-"):
        raise BadgeFileError(badge, "its file is no PDF (it does not start with %PDF-); make the badge again")
    return plain_catalog(data) if plain else pypdf_catalog(data, badge)


def kept_catalog(path: Path, badge: str, *, plain: bool) -> DictionaryObject:
    """The same for a file that holds many badges: it is opened once for as long as they follow each other."""
    found = _kept(path, badge, plain)
    if found is None:
        raise NotPlain
    return found


@lru_cache(maxsize=2)
def _kept(path: Path, badge: str, plain: bool) -> DictionaryObject | None:
    try:
        return catalog(path, badge, plain=plain)
    except NotPlain:
        return None
